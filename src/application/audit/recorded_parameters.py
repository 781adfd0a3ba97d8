"""What is recorded of a command's fields: no secret, and nothing large."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from pydantic import BaseModel, SecretBytes, SecretStr

from application.clock import rfc3339

MASK = "********"
LONGEST_TEXT = 200
MOST_ITEMS = 100
DEEPEST = 6
MOST_TARGETS = 2_000
LARGEST = 2**63 - 1
"""The database keeps whole numbers of 64 bits."""


def parameters_of(request: Any) -> dict[str, Any]:
    """Return JSON values by field, without targets, and without fields that are left at None.

    A field that `repr` does not show, and a secret by its type, is masked.
    """
    return {
        each.name: _shown(value, DEEPEST) if each.repr else MASK
        for each in fields(request)
        if (value := getattr(request, each.name)) is not None and not (each.repr and _names_targets(each.name))
    }


def targets_of(request: Any) -> list[str]:
    """Return the ids that a command names: its fields `..._id` and `..._ids`. A lab is `<worker>/<lab>`."""
    return list(dict.fromkeys(_targets(request)))[:MOST_TARGETS]


def _targets(request: Any) -> Iterator[str]:
    for each in fields(request):
        value = getattr(request, each.name) if each.repr else None
        if each.name == "lab_id" and hasattr(request, "worker_id"):
            yield f"{request.worker_id}/{value}"
        elif each.name.endswith("_id") and isinstance(value, str):
            yield value
        elif each.name.endswith("_ids") and value is not None:
            yield from map(str, value)


def _names_targets(field_name: str) -> bool:
    return field_name.endswith(("_id", "_ids"))


def _shown(value: Any, deepest: int) -> Any:
    if isinstance(value, Enum):
        return value.name.lower()
    if value is None or isinstance(value, bool | int | float):
        return value if not isinstance(value, int) or abs(value) <= LARGEST else _text(str(value))
    if isinstance(value, SecretStr | SecretBytes):
        return MASK
    if isinstance(value, datetime):
        return rfc3339(value)
    if isinstance(value, str | bytes):
        return _text(value)
    return _parts(value, deepest) if deepest else "..."


def _text(value: str | bytes) -> str:
    """Nothing of what is long: a topology may hold passwords."""
    unit = "characters" if isinstance(value, str) else "bytes"
    return _whole(value) if isinstance(value, str) and len(value) <= LONGEST_TEXT else f"({len(value)} {unit})"


def _whole(text: str) -> str:
    """Without halves of characters, which JSON can hold and the database cannot."""
    return text.encode(errors="replace").decode()


def _parts(value: Any, deepest: int) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {
            each.name: _shown(getattr(value, each.name), deepest - 1) if each.repr else MASK for each in fields(value)
        }
    if isinstance(value, BaseModel):
        return _parts({name: getattr(value, name) for name in type(value).model_fields}, deepest)
    if isinstance(value, Mapping):
        return {_text(str(name)): _shown(item, deepest - 1) for name, item in list(value.items())[:MOST_ITEMS]}
    if isinstance(value, list | tuple | Set):
        return [_shown(item, deepest - 1) for item in list(value)[:MOST_ITEMS]]
    return f"({type(value).__name__})"
