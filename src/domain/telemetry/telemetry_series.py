"""TelemetrySeries: the samples of one worker, in columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from domain.telemetry.worker_telemetry import FIGURES


@dataclass(frozen=True, slots=True)
class TelemetrySeries:
    """`times` in order; `columns` has one of the same length for each of FIGURES, None where one is not known."""

    times: Sequence[datetime] = ()
    columns: Mapping[str, Sequence[float | None]] = field(default_factory=lambda: dict.fromkeys(FIGURES, ()))
