"""How many cores the labs use, second by second: what CloudWatch and CML both measure."""

from bisect import bisect_right
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
        self._founded_cores = 0.0

    def found(self, now_second: int) -> None:
        """Take what is used now as what has always been used."""
        self._founded_cores = self._at(now_second)

    def replace_from(self, second: int, levels: Iterable[Level]) -> None:
        """Forget what was to come from then on, and expect this instead."""
        self._levels = [*(level for level in self._levels if level.second < second), *levels][-REMEMBERED_LEVELS:]

    def added_cores(self, second: int) -> float:
        """Tell how many cores more, or fewer, than at the founding are in use."""
        return self._at(second) - self._founded_cores if self._levels else 0.0

    def _at(self, second: int) -> float:
        number = bisect_right(self._levels, second, key=lambda level: level.second)
        return self._levels[number - 1].cores if number else self._founded_cores
