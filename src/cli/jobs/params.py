"""What a run gets, as it is typed."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from cli.errors import UsageError

SAYS_NOTHING: Sequence[Any] = (None, "", [], {})

StartOption = Annotated[str | None, typer.Option("--start", metavar="DATE", help="The param start_date: 2026-11-01.")]
EndOption = Annotated[str | None, typer.Option("--end", metavar="DATE", help="The param end_date.")]
ParamOption = Annotated[
    list[str] | None, typer.Option("--param", metavar="KEY=VALUE", help="A param; may be repeated. A list is JSON.")
]


def read_params(pairs: Sequence[str] | None, start: str | None, end: str | None) -> dict[str, Any]:
    """Return params by name; UsageError for a pair that is none. The service knows what each may be."""
    params = {name: value for name, value in (("start_date", start), ("end_date", end)) if value is not None}
    return {**params, **dict(map(_pair, pairs or ()))}


def params_as_typed(params: Any) -> str:
    """Return params as they are typed, without those that say nothing: `start_date=2026-11-01 what=["events"]`."""
    given = params.items() if isinstance(params, dict) else ()
    return " ".join(f"{name}={_as_typed(value)}" for name, value in given if value not in SAYS_NOTHING)


def read_time(text: str, timezone: str | None) -> str:
    """Return a time as RFC 3339: one without an offset is of `timezone`, or else of this machine. UsageError."""
    try:
        then = datetime.fromisoformat(text)
        if then.tzinfo is None and timezone:
            then = then.replace(tzinfo=ZoneInfo(timezone))
    except (ValueError, ZoneInfoNotFoundError) as error:
        raise UsageError("Give a time like 2026-11-30T18:00, and a time zone like Europe/Paris.") from error
    return then.astimezone().isoformat()


def _pair(text: str) -> tuple[str, Any]:
    name, separator, value = text.partition("=")
    if not name or not separator:
        raise UsageError(f"{text!r} is not KEY=VALUE.")
    return name, _value(value)


def _as_typed(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _value(text: str) -> Any:
    """Lists and objects are JSON; everything else is text, which the service reads as it is meant."""
    if not text.startswith(("[", "{")):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text
