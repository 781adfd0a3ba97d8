"""What a request to the control API asks for, read with care."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from simulator.control.control_error import ControlError

Word = TypeVar("Word", bound=StrEnum)


def word_of(wish: Mapping[str, Any], name: str, words: type[Word]) -> Word:
    """Read one of a set of words. Raises ControlError."""
    try:
        return words(str(wish.get(name)))
    except ValueError:
        raise ControlError(f"{name} is one of {', '.join(words)}") from None


def text_of(wish: Mapping[str, Any], name: str) -> str | None:
    """Read a text; None when absent. Raises ControlError."""
    value = wish.get(name)
    if value is not None and not isinstance(value, str):
        raise ControlError(f"{name} is a text")
    return value


def texts_of(wish: Mapping[str, Any], name: str) -> frozenset[str]:
    """Read a list of texts; empty when absent. Raises ControlError."""
    values = wish.get(name, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ControlError(f"{name} is a list of texts")
    return frozenset(values)


def count_of(wish: Mapping[str, Any], name: str) -> int | None:
    """Read a whole number above zero; None when absent. Raises ControlError."""
    value = wish.get(name)
    if value is not None and (not is_number(value) or isinstance(value, float) or value < 1):
        raise ControlError(f"{name} is a whole number above zero")
    return value


def seconds_of(wish: Mapping[str, Any], name: str) -> float | None:
    """Read a number that is not below zero; None when absent. Raises ControlError."""
    value = wish.get(name)
    if value is not None and (not is_number(value) or value < 0):
        raise ControlError(f"{name} is a number of seconds, not below zero")
    return value


def seconds_by_name(wish: Mapping[str, Any], names: Collection[str]) -> dict[str, float]:
    """Read seconds for some of the names and for nothing else. Raises ControlError."""
    if not wish.keys() <= set(names):
        raise ControlError(f"seconds are set for {', '.join(sorted(names))}")
    wanted = {name: seconds_of(wish, name) for name in wish}
    return {name: seconds for name, seconds in wanted.items() if seconds is not None}


def is_number(value: object) -> bool:
    """Tell whether JSON gave a number; Python counts true and false among them, JSON does not."""
    return isinstance(value, int | float) and not isinstance(value, bool)
