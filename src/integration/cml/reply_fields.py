"""Reads fields of replies whose shape nobody promises: what is missing, null or of another type is None."""

import math
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec

from application.ports.cml_errors import CMLGarbledError
from integration.cml.cml_call import CMLReply

Shape = TypeVar("Shape")


def decoded(url: str, path: str, reply: CMLReply, shape: type[Shape]) -> Shape:
    """The body as `shape`, whose unknown fields are passed over unread; CMLGarbledError where it is none."""
    try:
        return msgspec.json.decode(reply.body, type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise CMLGarbledError(f"{url} answers to {path} with what cannot be read as that") from error


def text(value: object, most_characters: int) -> str:
    """Characters as they are, cut where there are far too many."""
    return value[:most_characters] if isinstance(value, str) else ""


def word(value: object) -> str | None:
    """A short text, None where there is none."""
    return text(value, 128) or None


def number(value: object) -> float | None:
    """A finite number that is not negative."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value < math.inf else None


def count(value: object) -> int | None:
    """A whole number that is not negative and that a database can hold."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31 else None


def flag(value: object) -> bool | None:
    """True or false."""
    return value if isinstance(value, bool) else None


def moment(value: object) -> datetime | None:
    """A time in ISO 8601; without a zone it is UTC."""
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC) if found else None
    except (ValueError, OverflowError):
        return None


def part(value: object, name: str) -> Any:
    """A field of an object; None of anything else."""
    return value.get(name) if isinstance(value, dict) else None


def objects(value: object) -> Iterator[dict[str, Any]]:
    """The objects in an object or in a list."""
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    yield from (member for member in members if isinstance(member, dict))
