"""LabsSeen: up to when the labs of a worker are known to be as they are shown."""

from datetime import datetime

from application.worker.fleet_freshness import FleetFreshness
from domain.telemetry.metrics_source import MetricsSource
from domain.worker.cml_worker_state import CMLWorkerState
from domain.worker.worker_status import WorkerStatus


class LabsSeen:
    """The last look into the worker's region, unless the worker could not be asked then.

    A worker that is stopped, or whose labs cannot be read, stands still at the last look before that. Where this
    process did not see when that was, the lab's own last news tells.
    """

    def __init__(self) -> None:
        self._standing_still: dict[str, datetime] = {}

    def follow(self, worker: CMLWorkerState, freshness: FleetFreshness) -> None:
        """Note how a worker is after an event of its own."""
        if _is_asked(worker):
            self._standing_still.pop(worker.id, None)
        elif last := freshness.last_success_at(worker.scope, MetricsSource.LABS):
            self._standing_still.setdefault(worker.id, last)

    def seen_at(self, worker: CMLWorkerState, freshness: FleetFreshness) -> datetime | None:
        """When its labs were last read; None where that is not known."""
        if _is_asked(worker):
            return freshness.last_success_at(worker.scope, MetricsSource.LABS)
        return self._standing_still.get(worker.id)


def _is_asked(worker: CMLWorkerState) -> bool:
    return worker.status is WorkerStatus.RUNNING and MetricsSource.LABS not in worker.failing
