"""What is left out where a terminal is narrow."""

import pytest

from cli.output.columns import Cell, Column, field
from cli.output.tables import columns_that_fit

COLUMNS = (
    field("NAME", "name"),
    field("B", "b", spare=2),
    field("C", "c", spare=2),
    field("D", "d", spare=1),
    Column("S", lambda _: Cell("on", icon="●")),
)
RECORD = {"name": "x" * 10, "b": "b" * 10, "c": "c" * 10, "d": "d" * 10}
WHOLE = 4 * 10 + 4 + 4 * 3
"""Four cells of ten, one of two and its icon, and three between two columns."""


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (WHOLE, "NAME B C D S"),
        (WHOLE - 1, "NAME B D S"),
        (WHOLE - 13, "NAME B D S"),
        (WHOLE - 14, "NAME D S"),
        (WHOLE - 27, "NAME S"),
        (1, "NAME S"),
    ],
)
def test_leaves_out_the_sparest_when_the_terminal_is_too_narrow(width: int, shown: str) -> None:
    """One after the other, from the right, and never one that cannot be spared."""
    assert [column.heading for column in columns_that_fit(COLUMNS, [RECORD], width)] == shown.split()


def test_counts_headings_when_there_are_no_records() -> None:
    """A heading takes room, too."""
    assert len(columns_that_fit(COLUMNS, [], 4 + 1 + 1 + 1 + 1 + 4 * 3)) == 5
