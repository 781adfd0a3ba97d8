"""What the params of a job may be, each by its own type."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, asdict, dataclass, fields
from datetime import date, datetime
from enum import Enum
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

import msgspec

from domain.errors import InvalidRequestError, InvalidValuesError

CODE = "invalid_params"
LARGEST = 2**63 - 1
WORDS: Mapping[type, str] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "text",
    date: "a date like 2026-11-01",
    datetime: "a time like 2026-11-01T18:00:00Z",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class JobParam:
    """One param: what it takes, in words, and its default as a JSON value; one that is required has none."""

    name: str
    takes: str
    required: bool
    default: Any = None


def described_params(kind: type | None) -> tuple[JobParam, ...]:
    """Return what the dataclass `kind` of a job's params holds; nothing where a job takes none."""
    if kind is None:
        return ()
    hints = get_type_hints(kind)
    return tuple(
        JobParam(name=each.name, takes=_words(hints[each.name]), required=_is_required(each), default=_default(each))
        for each in fields(kind)
    )


def checked_params(kind: type | None, params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the params as JSON values with what was left out.

    Raises InvalidValuesError with a sentence for each that cannot be accepted, InvalidRequestError where they cannot
    be accepted together.
    """
    if faults := list(_faults(kind, params)):
        raise InvalidValuesError(faults, CODE)
    if kind is None:
        return {}
    try:
        accepted: Any = msgspec.convert(params, kind, strict=False)
    except msgspec.ValidationError as error:
        raise InvalidRequestError(str(error), "/params", code=CODE) from error
    checked: dict[str, Any] = _in_json(asdict(accepted))
    return checked


def _faults(kind: type | None, params: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    hints = get_type_hints(kind) if kind else {}
    known = ", ".join(hints) or "none"
    for name, value in params.items():
        if name not in hints:
            yield _pointer(name), f"there is no such param; known: {known}"
        elif not _fits(value, hints[name]):
            yield _pointer(name), f"give {_words(hints[name])}"
    for param in described_params(kind):
        if param.required and param.name not in params:
            yield _pointer(param.name), f"this is needed: give {param.takes}"


def _pointer(name: str) -> str:
    return f"/params/{name.replace('~', '~0').replace('/', '~1')}"


def _fits(value: Any, hint: Any) -> bool:
    """Whether it is of its type, and can be kept: text is UTF-8, a number finite, a whole one of 64 bits."""
    try:
        msgspec.json.encode(value)
        accepted = msgspec.convert(value, hint, strict=False)
    except (msgspec.ValidationError, UnicodeEncodeError, OverflowError):
        return False
    return _can_be_kept(value) and _can_be_kept(accepted)


def _can_be_kept(value: Any) -> bool:
    if isinstance(value, Mapping):
        return all(map(_can_be_kept, value.values()))
    if isinstance(value, list | tuple | set | frozenset):
        return all(map(_can_be_kept, value))
    if isinstance(value, float):
        return math.isfinite(value)
    return not isinstance(value, int) or abs(value) <= LARGEST


def _words(hint: Any) -> str:
    """In words: `a date like 2026-11-01, or null`."""
    choices = [each for each in get_args(hint) if each is not NoneType] if NoneType in get_args(hint) else [hint]
    said = " or ".join(_word(each) for each in choices)
    return f"{said}, or null" if NoneType in get_args(hint) else said


def _word(hint: Any) -> str:
    if isinstance(hint, type) and issubclass(hint, Enum):
        return f"one of {', '.join(str(each.value) for each in hint)}"
    if get_origin(hint) is list:
        return f"a list, in it {_word(get_args(hint)[0])}"
    return WORDS.get(hint, "a value of its form")


def _is_required(each: Any) -> bool:
    return each.default is MISSING and each.default_factory is MISSING


def _default(each: Any) -> Any:
    default = each.default_factory() if each.default_factory is not MISSING else each.default
    return None if default is MISSING else _in_json(default)


def _in_json(value: Any) -> Any:
    return msgspec.json.decode(msgspec.json.encode(value))
