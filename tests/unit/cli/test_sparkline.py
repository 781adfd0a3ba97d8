"""Figures over time on one line."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.output.sparkline import ASCII_BARS, GAP, MOST_CELLS, cells, sparkline

START = datetime(2026, 1, 2, 3, tzinfo=UTC)
END = START + timedelta(hours=1)
HOUR = 3600.0


def points_at(*minutes: float) -> list[tuple[datetime, float]]:
    """A point at each of these minutes, whose value is the minute."""
    return [(START + timedelta(minutes=minute), minute) for minute in minutes]


@given(st.lists(st.floats(0, 60), max_size=400).map(sorted))
def test_line_is_short_and_sound_whatever_the_points(minutes: list[float]) -> None:
    """No more cells than fit; each shows a mean of points, the newest one among them."""
    drawn = cells(points_at(*minutes), HOUR, END)
    known = [value for value in drawn if value is not None]
    assert len(drawn) <= MOST_CELLS
    assert all(minutes[0] - 1e-9 <= value <= minutes[-1] + 1e-9 for value in known)
    line = sparkline(points_at(*minutes), START, END)
    assert len(line) == len(drawn)
    assert set(line) <= {*ASCII_BARS, GAP}


def test_regular_points_fill_the_line_when_there_are_few() -> None:
    """A point each five minutes is twelve cells without gaps, also when the times are not exact."""
    assert cells(points_at(*range(4, 60, 5)), HOUR, END) == list(range(4, 60, 5))
    jittered = [minute + (-1) ** minute * 0.4 for minute in range(4, 60, 5)]
    assert None not in cells(points_at(*jittered), HOUR, END)


def test_points_share_cells_when_there_are_many() -> None:
    """360 points are thirty cells of their means."""
    drawn = cells(points_at(*(number / 6 for number in range(360))), HOUR, END)
    assert len(drawn) == MOST_CELLS
    assert None not in drawn
    assert drawn == sorted(drawn, key=lambda value: value or 0)


def test_gaps_stay_gaps_where_nothing_was_read() -> None:
    """In the middle, and at the end of one that was stopped."""
    assert cells(points_at(5, 10, 15, 30, 35), HOUR, END) == [None, 5, 10, 15, None, None, 30, 35, *(None,) * 4]


@pytest.mark.parametrize(("values", "line"), [((5, 5), "__"), ((0, 1), "_#"), ((), "")])
def test_bars_reach_from_the_smallest_to_the_largest(values: tuple[float, ...], line: str) -> None:
    """A figure that never moved is a flat line."""
    points = [(START + timedelta(minutes=30 * place), value) for place, value in enumerate(values, start=1)]
    assert sparkline(points, START, END) == line


def test_nothing_is_drawn_when_the_time_has_no_length() -> None:
    """Whatever a server says."""
    assert sparkline(points_at(0, 1), START, START) == ""
