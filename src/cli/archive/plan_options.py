"""The options of archive plans."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from cli.errors import UsageError

PlanArgument = Annotated[str, typer.Argument(metavar="PLAN", help="A plan's id or name.")]
DailyOption = Annotated[str | None, typer.Option(metavar="23:59", help="Each day at this time.")]
WeeklyOption = Annotated[str | None, typer.Option(metavar='"sun 23:59"', help="Each week at this time.")]
CronOption = Annotated[str | None, typer.Option(metavar='"59 23 * * *"', help="A cron line of five fields.")]
ZoneOption = Annotated[str | None, typer.Option("--timezone", help="Of these times; UTC unless given.")]
IfVersionOption = Annotated[int | None, typer.Option("--if-version", help="Only when it is still at this version.")]


def schedule_from(words: Mapping[str, str | None], timezone: str | None) -> dict[str, Any] | None:
    """The schedule in a body; None where nothing is said of it. UsageError for more than one, or a zone alone."""
    given = {name: value for name, value in words.items() if value is not None}
    if len(given) > 1:
        raise UsageError(f"Give one of {', '.join(f'--{name}' for name in words)}.")
    if timezone is not None and not given:
        raise UsageError("A time zone needs the times that are its own: --daily, --weekly or --cron.")
    return {**given, "timezone": timezone or "UTC"} if given else None
