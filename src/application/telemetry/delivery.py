"""Delivery: what one reader has read, and how it brings that."""

from collections.abc import Iterable, Sequence

from application.telemetry.arrivals import Arrivals
from application.telemetry.fleet_refresh import FleetRefresh
from domain.telemetry.metrics_source import MetricsSource
from domain.worker.cml_worker import CMLWorker

WORKERS_PER_PART = 100
"""So many are handed over at once by a reader that reads them one by one."""


class Delivery:
    """Brings each worker once, with all there is of it."""

    def __init__(
        self, source: MetricsSource, refresh: FleetRefresh, workers: Iterable[CMLWorker], arrivals: Arrivals
    ) -> None:
        self.refresh = refresh
        self.refresh.workers = {worker.aggregate_id: worker for worker in workers}
        self.source = source
        self._arrivals = arrivals
        self._read: list[CMLWorker] = []
        self._failed = 0
        self._expected = True

    @property
    def failed(self) -> int:
        """How many workers could not be read so far."""
        return self._failed + self.refresh.errors_count

    def outstanding(self, workers: Sequence[CMLWorker]) -> list[CMLWorker]:
        """Those of `workers` that were not handed over yet."""
        return [worker for worker in workers if worker.aggregate_id in self.refresh.workers]

    def note_read(self, worker: CMLWorker) -> None:
        """Hand this one over with the next hundred."""
        self._read.append(worker)
        if len(self._read) >= WORKERS_PER_PART:
            self.hand_over_read()

    def hand_over_read(self) -> None:
        """Hand over who was noted since the last time."""
        read, self._read = self._read, []
        self.hand_over(read)

    def hand_over(self, workers: Iterable[CMLWorker]) -> None:
        """Bring what is known of these workers; nothing more will be read of them."""
        self._bring(self.refresh.take([worker.aggregate_id for worker in workers]))

    def expect_late_alone(self) -> None:
        """Whoever is missing is late: nobody is to wait for them."""
        if self._expected:
            self._expected = False
            self._arrivals.expect_one_less()

    def end(self) -> None:
        """Bring the rest, and how it went."""
        rest, self.refresh = self.refresh, self.refresh.unread()
        self._bring(rest)
        self.expect_late_alone()
        self._arrivals.end_one()

    def _bring(self, part: FleetRefresh) -> None:
        if part.is_empty:
            return
        part.answered = {self.source: set(part.workers)}
        self._failed += part.errors_count
        self._arrivals.bring(part)
