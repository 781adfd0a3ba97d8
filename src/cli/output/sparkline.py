"""Sparklines: a figure over time, on one line."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from math import ceil
from statistics import fmean, median
from typing import TypeAlias

from cli.output import streams, tables

Point: TypeAlias = tuple[datetime, float]

BARS = "▁▂▃▄▅▆▇█"
ASCII_BARS = "_.-:=+*#"
GAP = " "
MOST_CELLS = 30


def sparkline(points: Sequence[Point], start: datetime, end: datetime) -> str:
    """Draw points in order, lowest to highest, with gaps where there are none; ASCII where no more can be shown."""
    values = cells(points, (end - start).total_seconds(), end)
    bars = BARS if streams.on_terminal() and tables.icons_can_be_shown() else ASCII_BARS
    known = [value for value in values if value is not None]
    return "".join(GAP if value is None else _bar(value, min(known), max(known), bars) for value in values)


def cells(points: Sequence[Point], seconds: float, end: datetime) -> list[float | None]:
    """Return the mean of each cell of a line, None where it has no point.

    A cell is as wide as points are usually apart, or wider. Cells are counted back from the newest point, so that
    points which come a little early or late stay in cells of their own.
    """
    if not points or seconds <= 0:
        return []
    newest = points[-1][0]
    width = max(seconds / MOST_CELLS, _usual_distance(points))
    last = int(seconds // width) - max(1, ceil((end - newest).total_seconds() / width))
    found: dict[int, list[float]] = {}
    for at, value in points:
        found.setdefault(last - round((newest - at).total_seconds() / width), []).append(value)
    return [fmean(found[cell]) if cell in found else None for cell in range(int(seconds // width))]


def _usual_distance(points: Sequence[Point]) -> float:
    """Return how far apart points are where none is missing."""
    distances = [(later - earlier).total_seconds() for (earlier, _), (later, _) in pairwise(points)]
    usual = median(distances) if distances else 0.0
    steps = sum(max(1, round(distance / usual)) for distance in distances) if usual else 0
    return sum(distances) / steps if steps else 0.0


def _bar(value: float, low: float, high: float, bars: str) -> str:
    share = (value - low) / (high - low) if high > low else 0.0
    return bars[min(int(share * len(bars)), len(bars) - 1)]
