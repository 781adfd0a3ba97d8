"""Which time a history is asked for, and how closely."""

import re
from datetime import timedelta
from enum import StrEnum

from domain.errors import InvalidRequestError

SHORTEST, LONGEST = timedelta(hours=1), timedelta(days=35)
LONGEST_OF_SAMPLES = timedelta(hours=6)
"""A longer time is read from the figures summed up for each hour."""

UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
RANGE = re.compile(r"([1-9][0-9]{0,4})([mhd])")


class Resolution(StrEnum):
    """How long a time each point stands for; raw = each sample for itself."""

    RAW = "raw"
    FIVE_MINUTES = "5m"
    HOUR = "1h"
    DAY = "1d"

    @property
    def step(self) -> timedelta:
        """The time itself; of raw, the shortest that two samples could be apart."""
        return STEPS[self]


STEPS = {
    Resolution.RAW: timedelta.resolution,
    Resolution.FIVE_MINUTES: timedelta(minutes=5),
    Resolution.HOUR: timedelta(hours=1),
    Resolution.DAY: timedelta(days=1),
}


def read_range(text: str) -> timedelta:
    """Read `90m`, `6h` or `7d`; InvalidRequestError for what is none or lies outside of what is kept."""
    match = RANGE.fullmatch(text)
    duration = int(match[1]) * UNITS[match[2]] if match else timedelta(0)
    if not SHORTEST <= duration <= LONGEST:
        raise InvalidRequestError(
            "range takes a number of m, h or d from 1h to 35d, such as 1h, 6h, 7d", "range", code="invalid_range"
        )
    return duration


def read_resolution(text: str, duration: timedelta) -> Resolution:
    """Read a resolution; empty = the finest one there is for `duration`. InvalidRequestError names what it takes."""
    known = list(Resolution) if duration <= LONGEST_OF_SAMPLES else [Resolution.HOUR, Resolution.DAY]
    for resolution in known:
        if text in ("", resolution.value):
            return resolution
    raise InvalidRequestError(
        f"resolution takes {', '.join(known)} for this range; raw and 5m are for ranges up to 6h",
        "resolution",
        code="invalid_resolution",
    )
