"""What GetMetricData makes of the samples of a period."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

STATISTICS: Final[Mapping[str, Callable[[Sequence[float]], float]]] = MappingProxyType(
    {
        "Average": lambda samples: sum(samples) / len(samples),
        "Sum": sum,
        "Maximum": max,
        "Minimum": min,
        "SampleCount": lambda samples: float(len(samples)),
    }
)
