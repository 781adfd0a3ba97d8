"""GetWorkerLicenseQuery: the licence of a worker's controller."""

from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler

from application.clock import Clock
from application.lab.lab_places import LabPlaces
from application.license.license_dto import WorkerLicenseDto
from domain.access.principal import Role


@dataclass(frozen=True, slots=True)
class GetWorkerLicenseQuery(Query[OperationResult[WorkerLicenseDto]]):
    """Of the worker with this id, as last read."""

    required_role: ClassVar[Role] = Role.VIEWER

    worker_id: str


class GetWorkerLicenseQueryHandler(QueryHandler[GetWorkerLicenseQuery, OperationResult[WorkerLicenseDto]]):
    """Looks into the fleet in memory."""

    def __init__(self, places: LabPlaces, clock: Clock) -> None:
        self._places = places
        self._clock = clock

    async def handle_async(self, request: GetWorkerLicenseQuery) -> OperationResult[WorkerLicenseDto]:
        """Return it; NotFoundError."""
        return self.ok(WorkerLicenseDto.of(self._places.worker(request.worker_id), self._clock.now()))
