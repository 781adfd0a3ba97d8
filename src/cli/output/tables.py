"""Tables: with lines and colour on a terminal, as plain aligned columns elsewhere."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cli.output.columns import Cell, Column, Record
from cli.output.safe_text import safe_line

if TYPE_CHECKING:
    from rich.console import Console, JustifyMethod, OverflowMethod
    from rich.table import Table
    from rich.text import Text

BETWEEN_COLUMNS = 3
ICON_WIDTH = 2


def plain_table(columns: Sequence[Column], records: Sequence[Record]) -> str:
    """Return aligned columns under their headings, two spaces apart."""
    rows = [[column.heading for column in columns]]
    rows += [[safe_line(column.cell(record).text) for column in columns] for record in records]
    return _aligned(rows)


def plain_fields(columns: Sequence[Column], record: Record) -> str:
    """Return one line for each field of a record."""
    return _aligned([[column.heading, safe_line(column.cell(record).text)] for column in columns])


def terminal_table(columns: Sequence[Column], records: Sequence[Record]) -> "Table":
    """Return a table for a terminal."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    shown = columns_that_fit(columns, records, terminal().width)
    for column in shown:
        overflow: OverflowMethod = "fold" if column.wraps else "ellipsis"
        justify: JustifyMethod = "right" if column.numeric else "left"
        table.add_column(column.heading, justify=justify, no_wrap=not column.wraps, overflow=overflow)
    for record in records:
        table.add_row(*(terminal_cell(column.cell(record)) for column in shown))
    return table


def columns_that_fit(columns: Sequence[Column], records: Sequence[Record], width: int) -> list[Column]:
    """Leave out spare columns, the sparest and rightmost first, until the rest is not wider than `width`."""
    widths = {column.heading: _width(column, records) + BETWEEN_COLUMNS for column in columns}
    shown = list(columns)
    for _, column in sorted(enumerate(columns), key=lambda placed: (placed[1].spare, placed[0]), reverse=True):
        if column.spare and sum(widths[each.heading] for each in shown) - BETWEEN_COLUMNS > width:
            shown.remove(column)
    return shown


def terminal_fields(columns: Sequence[Column], record: Record) -> "Table":
    """Return the fields of a record, one below the other, for a terminal."""
    from rich.table import Table

    table = Table.grid(padding=(0, 2))
    for column in columns:
        table.add_row(column.heading, terminal_cell(column.cell(record)))
    return table


def terminal_cell(cell: Cell) -> "Text":
    """Return a cell as styled text, in which no markup counts."""
    from rich.text import Text

    icon = f"{cell.icon} " if cell.icon and icons_can_be_shown() else ""
    return Text(icon + safe_line(cell.text), style=cell.style)


def terminal() -> "Console":
    """Return the terminal to draw on; it keeps to NO_COLOR."""
    from rich.console import Console

    return Console(file=sys.stdout, highlight=False, markup=False, emoji=False)


def icons_can_be_shown() -> bool:
    """Tell whether standard output can carry more than ASCII."""
    return "utf" in (sys.stdout.encoding or "").lower()


def _width(column: Column, records: Sequence[Record]) -> int:
    cells = [column.cell(record) for record in records]
    return max(len(column.heading), *(len(cell.text) + (ICON_WIDTH if cell.icon else 0) for cell in cells), 0)


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) for row in rows)
    return "".join(f"{line.rstrip()}\n" for line in lines)
