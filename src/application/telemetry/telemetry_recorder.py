"""TelemetryRecorder: puts what a refresh read into the history."""

from collections.abc import Iterator
from datetime import datetime

import structlog

from application.ports.telemetry_history import TelemetryHistory
from application.telemetry.fleet_refresh import FleetRefresh
from domain.errors import SourceUnavailableError
from domain.telemetry.telemetry_sample import TelemetrySample
from domain.telemetry.worker_telemetry import FIGURES

log = structlog.get_logger(__name__)


class TelemetryRecorder:
    """A sample may be lost, a refresh is never harmed: what cannot be written is logged when that changes.

    A point of CloudWatch is read again and again for minutes. What this process has added once costs no write;
    after a restart, or beside another process, the history itself does not take it twice.
    """

    def __init__(self, history: TelemetryHistory) -> None:
        self._history = history
        self._last: dict[str, datetime] = {}
        self._trouble = ""

    async def record_async(self, batch: FleetRefresh) -> None:
        """Add the samples of a batch that are new."""
        samples = [sample for sample in _samples_of(batch) if self._is_new(sample)]
        if not samples:
            return
        try:
            await self._history.add_async(samples)
        except SourceUnavailableError as error:
            self._tell_change(error.code, str(error), len(samples))
        else:
            self._tell_change("", "", len(samples))
            self._last.update((sample.worker_id, sample.taken_at) for sample in samples)

    def _is_new(self, sample: TelemetrySample) -> bool:
        last = self._last.get(sample.worker_id)
        return last is None or sample.taken_at > last

    def _tell_change(self, trouble: str, reason: str, samples: int) -> None:
        before, self._trouble = self._trouble, trouble
        if trouble and trouble != before:
            log.warning("telemetry_history_failing", code=trouble, reason=reason, samples=samples)
        elif before and not trouble:
            log.info("telemetry_history_recovered", was=before)


def _samples_of(batch: FleetRefresh) -> Iterator[TelemetrySample]:
    for worker_id, reading in batch.cloudwatch.items():
        known = {name: value for name in FIGURES if (value := getattr(reading, name, None)) is not None}
        if reading is not None and known:
            yield TelemetrySample(worker_id=worker_id, taken_at=reading.taken_at, figures=known)
