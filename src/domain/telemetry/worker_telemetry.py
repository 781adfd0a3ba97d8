"""The figures of a worker that were last told, and what makes new ones worth telling."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from domain.cml.cml_system_reading import CMLSystemReading
from domain.telemetry.cloudwatch_reading import CloudWatchReading
from domain.telemetry.metrics_source import MetricsSource

PERCENT_FIGURES = ("cpu_percent", "memory_used_percent", "disk_used_percent")
COUNT_FIGURES = ("running_nodes", "total_nodes")
RATE_FIGURES = ("network_in_bytes_per_second", "network_out_bytes_per_second")
FIGURES = PERCENT_FIGURES + COUNT_FIGURES + RATE_FIGURES
OF_CML = PERCENT_FIGURES + COUNT_FIGURES
OF_CLOUDWATCH = ("cpu_percent", *RATE_FIGURES)
CML, CLOUDWATCH = MetricsSource.CML.value, MetricsSource.CLOUDWATCH.value


@dataclass(frozen=True, slots=True, kw_only=True)
class TelemetryThreshold:
    """How far a figure must move from the value last told to be told again.

    `percent_points` for figures in percent; `rate_share` (0.1 = a tenth of the value last told, and at least
    `rate_floor` bytes per second) for byte rates, which have no natural scale. A count is told whenever it changes.
    """

    percent_points: float = 1.0
    rate_share: float = 0.1
    rate_floor: float = 1024.0


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerTelemetry:
    """Figures of one worker; None = not known. `sources` names where each known figure comes from.

    `times` says by source what time its figures are true for, `taken_at` is the newest of these. CML's figures are
    newer and free: while CML answers, CloudWatch's CPU does not replace them.
    """

    cpu_percent: float | None = None
    memory_used_percent: float | None = None
    disk_used_percent: float | None = None
    running_nodes: int | None = None
    total_nodes: int | None = None
    network_in_bytes_per_second: float | None = None
    network_out_bytes_per_second: float | None = None
    taken_at: datetime | None = None
    sources: Mapping[str, str] = field(default_factory=dict)
    times: Mapping[str, datetime] = field(default_factory=dict)

    def with_cloudwatch(self, reading: CloudWatchReading) -> "WorkerTelemetry":
        """Return these figures with those of `reading` in their place; an older reading changes nothing."""
        told_at = self.times.get(CLOUDWATCH, None if self.times else self.taken_at)  # times came with CML
        if told_at is not None and reading.taken_at < told_at:
            return self
        figures = {
            name: value
            for name in OF_CLOUDWATCH
            if self.sources.get(name) != CML and (value := getattr(reading, name)) is not None
        }
        return self.with_figures(figures, CLOUDWATCH, reading.taken_at)

    def with_cml(self, reading: CMLSystemReading) -> "WorkerTelemetry":
        """Return these figures with those of `reading` in their place; an older reading changes nothing."""
        told_at = self.times.get(CML)
        if told_at is not None and reading.taken_at < told_at:
            return self
        figures = {name: value for name in OF_CML if (value := getattr(reading, name)) is not None}
        untold = [name for name in OF_CML if name not in figures]
        return self._without(untold).with_figures(figures, CML, reading.taken_at)

    def without_cml(self) -> "WorkerTelemetry":
        """Return these figures without those of a controller that does not answer any more."""
        return self._without(OF_CML) if CML in self.times else self

    def with_figures(self, figures: Mapping[str, float], source: str, taken_at: datetime) -> "WorkerTelemetry":
        """Return these figures with `figures` of one source in their place."""
        if not figures:
            return self
        times = {**self.times, source: taken_at}
        sources = {**self.sources, **dict.fromkeys(figures, source)}
        return replace(self, **figures, taken_at=max(times.values()), sources=sources, times=times)  # type: ignore[arg-type]

    def moved_from(self, told: "WorkerTelemetry", threshold: TelemetryThreshold) -> bool:
        """Whether any figure is far enough from what was `told`, or from another source, to be told again."""
        return self.sources != told.sources or any(
            _moved(before := getattr(told, name), getattr(self, name), _step(name, before, threshold))
            for name in FIGURES
        )

    def _without(self, names: Iterable[str]) -> "WorkerTelemetry":
        gone = [name for name in names if self.sources.get(name) == CML]
        if not gone:
            return self
        sources = {name: source for name, source in self.sources.items() if name not in gone}
        times = {source: time for source, time in self.times.items() if source in sources.values()}
        taken_at = max(times.values(), default=None)
        return replace(self, **dict.fromkeys(gone), taken_at=taken_at, sources=sources, times=times)


def _step(name: str, told: float | None, threshold: TelemetryThreshold) -> float:
    if name in PERCENT_FIGURES:
        return threshold.percent_points
    return max(threshold.rate_floor, threshold.rate_share * (told or 0.0)) if name in RATE_FIGURES else 0.0


def _moved(told: float | None, now: float | None, step: float) -> bool:
    if told is None or now is None:
        return told is not now
    return now != told and abs(now - told) >= step
