"""The figures of a worker that were last told, and what makes new ones worth telling."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from domain.telemetry.cloudwatch_reading import CloudWatchReading
from domain.telemetry.metrics_source import MetricsSource

PERCENT_FIGURES = ("cpu_percent",)
RATE_FIGURES = ("network_in_bytes_per_second", "network_out_bytes_per_second")
FIGURES = PERCENT_FIGURES + RATE_FIGURES


@dataclass(frozen=True, slots=True, kw_only=True)
class TelemetryThreshold:
    """How far a figure must move from the value last told to be told again.

    `percent_points` for figures in percent; `rate_share` (0.1 = a tenth of the value last told, and at least
    `rate_floor` bytes per second) for byte rates, which have no natural scale.
    """

    percent_points: float = 1.0
    rate_share: float = 0.1
    rate_floor: float = 1024.0


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerTelemetry:
    """Figures of one worker; None = not known. `sources` names where each known figure comes from."""

    cpu_percent: float | None = None
    network_in_bytes_per_second: float | None = None
    network_out_bytes_per_second: float | None = None
    taken_at: datetime | None = None
    sources: Mapping[str, str] = field(default_factory=dict)

    def with_cloudwatch(self, reading: CloudWatchReading) -> "WorkerTelemetry":
        """Return these figures with those of `reading` in their place; an older reading changes nothing."""
        if self.taken_at is not None and reading.taken_at < self.taken_at:
            return self
        figures = {name: value for name in FIGURES if (value := getattr(reading, name)) is not None}
        if not figures:
            return self
        sources = {**self.sources, **dict.fromkeys(figures, MetricsSource.CLOUDWATCH.value)}
        return replace(self, **figures, taken_at=reading.taken_at, sources=sources)

    def moved_from(self, told: "WorkerTelemetry", threshold: TelemetryThreshold) -> bool:
        """Whether any figure is far enough from what was `told` to be told again."""
        return any(
            _moved(getattr(told, name), getattr(self, name), threshold.percent_points) for name in PERCENT_FIGURES
        ) or any(
            _moved(before := getattr(told, name), getattr(self, name), _rate_step(before, threshold))
            for name in RATE_FIGURES
        )


def _rate_step(told: float | None, threshold: TelemetryThreshold) -> float:
    return max(threshold.rate_floor, threshold.rate_share * (told or 0.0))


def _moved(told: float | None, now: float | None, step: float) -> bool:
    if told is None or now is None:
        return told is not now
    return now != told and abs(now - told) >= step
