"""The members of a topology's mappings, read with care."""

from collections.abc import Mapping
from typing import Any, Final


class TopologyError(Exception):
    """The text is no topology; says what is wrong with it."""


LONGEST_LABEL: Final = 128
_REQUIRED: Final = object()

Kinds = type[Any] | tuple[type[Any], ...]


def member(document: object, name: str, kind: Kinds, default: Any = _REQUIRED) -> Any:
    """Read a member of a mapping. Raises TopologyError when it is missing or of another kind."""
    if not isinstance(document, Mapping):
        raise TopologyError(f"A mapping with {name} is expected.")
    value = document.get(name)
    if value is None and default is not _REQUIRED:
        return default
    if not isinstance(value, kind):
        raise TopologyError(f"{name} is missing or of the wrong type.")
    return value


def label(document: object, name: str = "label", default: Any = _REQUIRED) -> Any:
    """Read a short text. Raises TopologyError."""
    value = member(document, name, str, default)
    if value is not None and not 1 <= len(value) <= LONGEST_LABEL:
        raise TopologyError(f"{name} has between 1 and {LONGEST_LABEL} characters.")
    return value


def coordinate(document: object, name: str) -> int:
    """Read a place on the canvas. Raises TopologyError."""
    value = member(document, name, (int, float))
    if not -15_000 <= value <= 15_000:  # noqa: PLR2004 - CML API, NodeTopology
        raise TopologyError(f"{name} lies between -15000 and 15000.")
    return int(value)
