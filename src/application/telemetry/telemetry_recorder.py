"""TelemetryRecorder: puts what a refresh read into the history."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

import structlog

from application.ports.telemetry_history import TelemetryHistory
from application.telemetry.fleet_refresh import FleetRefresh
from application.turns import in_turns
from domain.cml.cml_system_reading import CMLSystemReading
from domain.errors import SourceUnavailableError
from domain.telemetry.cloudwatch_reading import CloudWatchReading
from domain.telemetry.metrics_source import MetricsSource
from domain.telemetry.telemetry_sample import TelemetrySample
from domain.telemetry.worker_telemetry import OF_CLOUDWATCH, OF_CML, RATE_FIGURES

REMEMBERED = timedelta(hours=1)
"""Longer than any source goes back for its figures. Who has left the fleet is forgotten after it."""

SAMPLES_PER_TURN = 500

Found = tuple[MetricsSource, TelemetrySample]

log = structlog.get_logger(__name__)


class TelemetryRecorder:
    """A sample may be lost, a refresh is never harmed: what cannot be written is logged when that changes.

    A point of CloudWatch is read again and again for minutes. What this process has added once costs no write;
    after a restart, or beside another process, the history itself does not take it twice.
    """

    def __init__(self, history: TelemetryHistory) -> None:
        self._history = history
        self._last: dict[tuple[MetricsSource, str], datetime] = {}
        self._forgot_at: datetime | None = None
        self._trouble = ""

    @property
    def remembered(self) -> int:
        """Of how many workers and sources it is known what was added last."""
        return len(self._last)

    async def record_async(self, batch: FleetRefresh) -> None:
        """Add the samples of a batch that are new."""
        self._forget(batch.read_at)
        samples = [found async for found in in_turns(_samples_of(batch), SAMPLES_PER_TURN) if self._is_new(found)]
        if not samples:
            return
        try:
            await self._history.add_async([sample for _, sample in samples])
        except SourceUnavailableError as error:
            self._tell_change(error.code, str(error), len(samples))
        else:
            self._tell_change("", "", len(samples))
            self._last.update(((source, sample.worker_id), sample.taken_at) for source, sample in samples)

    def _is_new(self, found: Found) -> bool:
        source, sample = found
        last = self._last.get((source, sample.worker_id))
        return last is None or sample.taken_at > last

    def _forget(self, now: datetime) -> None:
        """Let go of what no source tells again: once in a while, since it looks at all of them."""
        if self._forgot_at is None or now - self._forgot_at >= REMEMBERED:
            self._forgot_at = now
            self._last = {key: last for key, last in self._last.items() if now - last < REMEMBERED}

    def _tell_change(self, trouble: str, reason: str, samples: int) -> None:
        before, self._trouble = self._trouble, trouble
        if trouble and trouble != before:
            log.warning("telemetry_history_failing", code=trouble, reason=reason, samples=samples)
        elif before and not trouble:
            log.info("telemetry_history_recovered", was=before)


def _samples_of(batch: FleetRefresh) -> Iterator[Found]:
    """CloudWatch's CPU is left out where CML tells its own, so that one line shows one source."""
    for worker_id in batch.workers:
        told, reading = batch.cml.get(worker_id), batch.cloudwatch.get(worker_id)
        if told is not None and (known := _known(told, OF_CML)):
            yield MetricsSource.CML, TelemetrySample(worker_id=worker_id, taken_at=told.taken_at, figures=known)
        names = OF_CLOUDWATCH if told is None else RATE_FIGURES
        if reading is not None and (known := _known(reading, names)):
            sample = TelemetrySample(worker_id=worker_id, taken_at=reading.taken_at, figures=known)
            yield MetricsSource.CLOUDWATCH, sample


def _known(reading: CloudWatchReading | CMLSystemReading, names: Iterable[str]) -> dict[str, float]:
    return {name: value for name in names if (value := getattr(reading, name)) is not None}
