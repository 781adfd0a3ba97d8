"""Columns of times and of how long something took."""

from typing import Any

from cli.output.columns import Column, value_at
from cli.output.figures import moment

SHOWN_IN_MILLISECONDS = 0.1
SHOWN_IN_TENTHS = 100


def seconds_column(heading: str, *path: str, spare: int = 0) -> Column:
    """Return a column of seconds, like 1.5 s or 24 ms."""
    return Column(heading, lambda record: _seconds(value_at(record, *path)), numeric=True, spare=spare)


def time_column(heading: str, *path: str) -> Column:
    """Return a column of times as the clock here shows them."""
    return Column(heading, lambda record: _local_time(value_at(record, *path)))


def _seconds(value: Any) -> str:
    if not isinstance(value, int | float):
        return ""
    if value < SHOWN_IN_MILLISECONDS:
        return f"{value * 1000:.0f} ms"
    return f"{value:.1f} s" if value < SHOWN_IN_TENTHS else f"{value:,.0f} s"


def _local_time(value: Any) -> str:
    then = moment(value)
    return then.astimezone().strftime("%Y-%m-%d %H:%M:%S") if then else ""
