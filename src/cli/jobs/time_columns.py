"""Columns of times and of how long something took."""

from typing import Any

from cli.output.columns import Column, Record, value_at
from cli.output.figures import moment


def seconds_column(heading: str, *path: str, spare: int = 0) -> Column:
    """Return a column of seconds, like 1.5 s."""

    def read(record: Record) -> str:
        value = value_at(record, *path)
        return f"{value:.1f} s" if isinstance(value, int | float) else ""

    return Column(heading, read, numeric=True, spare=spare)


def time_column(heading: str, *path: str) -> Column:
    """Return a column of times as the clock here shows them."""
    return Column(heading, lambda record: _local_time(value_at(record, *path)))


def _local_time(value: Any) -> str:
    then = moment(value)
    return then.astimezone().strftime("%Y-%m-%d %H:%M:%S") if then else ""
