"""What a table shows of a record."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

Record: TypeAlias = dict[str, Any]
"""A JSON object as the server sent it."""

NOTHING = "-"


class Cell(NamedTuple):
    """Text with a style of its own; `icon` goes before it where icons can be shown."""

    text: str
    style: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A heading and how to read its cell from a record."""

    heading: str
    read: Callable[[Record], Cell | str]
    numeric: bool = False
    wraps: bool = False
    """Whether long text goes on in the next line of a terminal instead of being cut."""
    spare: int = 0
    """Where a terminal is too narrow, columns with the highest number are left out first; 0 = never."""

    def cell(self, record: Record) -> Cell:
        """Return the record's cell; a dash where there is nothing."""
        value = self.read(record)
        cell = value if isinstance(value, Cell) else Cell(value)
        return cell if cell.text else Cell(NOTHING)


@dataclass(frozen=True, slots=True)
class View:
    """How one kind of record is shown: its columns, the field that names it, and what many are called."""

    columns: Sequence[Column]
    plural: str
    name_field: str = "id"

    def name(self, record: Record) -> str:
        """Return what names the record."""
        return str(record.get(self.name_field, ""))


def field(heading: str, *path: str, wraps: bool = False, spare: int = 0) -> Column:
    """Return a column that shows the value found under `path`."""
    return Column(heading, lambda record: text_at(record, *path), wraps=wraps, spare=spare)


def value_at(record: Record, *path: str) -> Any:
    """Return the value under `path`, None when there is none."""
    value: Any = record
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def text_at(record: Record, *path: str) -> str:
    """Return the value under `path` as text, empty when there is none."""
    value = value_at(record, *path)
    return "" if value is None else str(value)
