"""Which classes inherit from one, told without asking it."""

from collections.abc import Iterable
from typing import Any


def is_heir(cls: type, *bases: type[Any]) -> bool:
    """Whether `cls` inherits from one of `bases`, or is one.

    Every abstract base, and each of its subclasses, remembers the classes that `issubclass` asked it about: for all
    classes of the service that would be 24 MB.
    """
    return not set(bases).isdisjoint(cls.__mro__)


def heirs_of(base: type[Any], classes: Iterable[type]) -> list[type[Any]]:
    """Return those of `classes` that inherit from `base`."""
    return [cls for cls in classes if is_heir(cls, base)]
