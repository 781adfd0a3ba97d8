"""How many cores the labs use, second by second: what CloudWatch and CML both measure."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import Final, NamedTuple

REMEMBERED_LEVELS: Final = 4_096


class Level(NamedTuple):
    """From `second` on, counted from the epoch, the labs use so many cores."""

    second: int
    cores: float


class LabLoad:
    """The levels, the newest last. Those at the founding are part of the instance's own curve."""

    def __init__(self) -> None:
        self._levels: list[Level] = []
        self.founded_cores = 0.0

    def found(self, now_second: int) -> None:
        """Take what is used now as what has always been used."""
        self.founded_cores = self.cores_at(now_second)

    def replace_from(self, second: int, levels: Iterable[Level]) -> None:
        """Forget what was to come from then on, and expect this instead."""
        del self._levels[bisect_left(self._levels, second, key=_second) :]
        self._levels.extend(levels)
        del self._levels[:-REMEMBERED_LEVELS]

    def cores_at(self, second: int) -> float:
        """Tell how many cores are in use."""
        number = bisect_right(self._levels, second, key=_second)
        return self._levels[number - 1].cores if number else self.founded_cores


def _second(level: Level) -> int:
    return level.second
