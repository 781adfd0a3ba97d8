"""The port through which states that follow from the log are kept ready for reading."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from domain.telemetry.fleet_refresh_completed import FleetRefreshCompletedDomainEvent
from domain.worker.cml_worker_state import CMLWorkerState


class Projection(Protocol):
    """Writes documents. Errors of the database come as SourceUnavailableError."""

    async def project_async(
        self, workers: Sequence[CMLWorkerState], refreshes: Sequence[FleetRefreshCompletedDomainEvent]
    ) -> None:
        """Write these states in one bulk write per collection; a newer document is never overwritten."""

    async def worker_versions_async(self, worker_ids: Iterable[str]) -> Mapping[str, int]:
        """Return the version of each of these documents that exists."""

    async def load_workers_async(self, left_after: datetime) -> list[CMLWorkerState]:
        """Return every worker of the fleet, also terminated ones, and those that left it after that time."""

    async def load_refreshes_async(self) -> list[FleetRefreshCompletedDomainEvent]:
        """Return how the last refresh of each source went, as far as documents tell."""
