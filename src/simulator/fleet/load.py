"""The load an instance carries: a day's curve with noise, a pure function of its seed and the minute."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from math import cos, tau
from types import MappingProxyType
from typing import Final

SECONDS_PER_MINUTE: Final = 60
SECONDS_PER_DAY: Final = 86_400
BUSIEST_SECOND_OF_DAY: Final = 14 * 3600
REMEMBERED_MINUTES: Final = 65_536
_MIXER: Final = 0x9E3779B97F4A7C15
_SIXTY_FOUR_BITS: Final = 2**64 - 1
_THIRTY_TWO_BITS: Final = 2**32 - 1


@lru_cache(maxsize=REMEMBERED_MINUTES)
def cpu_percent(seed: int, second: int) -> float:
    """CPU in use during the minute that holds that second, 0 to 100; `second` counts from the epoch."""
    swing = 8 + seed % 31
    curve = 6 + swing * (1 + cos(tau * (second - BUSIEST_SECOND_OF_DAY - seed % 7200) / SECONDS_PER_DAY)) / 2
    return round(min(curve * (0.8 + 0.4 * _noise(seed, second)) + 2 * _noise(seed >> 7, second), 100.0), 4)


def network_in_bytes(seed: int, second: int) -> float:
    """Bytes received during that minute."""
    return float(round(40_000 * cpu_percent(seed, second) * (0.5 + _noise(seed >> 11, second))))


def network_out_bytes(seed: int, second: int) -> float:
    """Bytes sent during that minute."""
    return float(round(25_000 * cpu_percent(seed, second) * (0.5 + _noise(seed >> 13, second))))


def _noise(seed: int, second: int) -> float:
    """Give a number from 0 to 1 that depends on the seed and the minute alone (half the mixer of splitmix64)."""
    mixed = (seed + second // SECONDS_PER_MINUTE * _MIXER) & _SIXTY_FOUR_BITS
    mixed = ((mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9) & _SIXTY_FOUR_BITS
    return (mixed >> 32) / _THIRTY_TWO_BITS


GAUGES: Final[Mapping[str, Callable[[int, int], float]]] = MappingProxyType(
    {"NetworkIn": network_in_bytes, "NetworkOut": network_out_bytes}
)
"""What AWS/EC2 measures here beside the CPU, by metric name."""

ACCUMULATING: Final = frozenset({"NetworkIn", "NetworkOut"})
"""The metrics that add up over time; the others are levels."""
