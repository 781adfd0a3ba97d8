"""What GetMetricData makes of the samples of a period."""

from collections.abc import Callable, Mapping, Sequence
from statistics import fmean
from types import MappingProxyType
from typing import Final

STATISTICS: Final[Mapping[str, Callable[[Sequence[float]], float]]] = MappingProxyType(
    {
        "Average": fmean,
        "Sum": sum,
        "Maximum": max,
        "Minimum": min,
        "SampleCount": lambda samples: float(len(samples)),
    }
)
