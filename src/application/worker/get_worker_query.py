"""GetWorkerQuery: one worker."""

from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler

from application.worker.fleet_view import FleetView
from domain.access.principal import Role
from domain.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class ShownWorker:
    """A worker in JSON (WorkerReply), and the version of it that is shown."""

    json: bytes
    version: int


@dataclass(frozen=True, slots=True)
class GetWorkerQuery(Query[OperationResult[ShownWorker]]):
    """The worker with this id."""

    required_role: ClassVar[Role] = Role.VIEWER

    worker_id: str


class GetWorkerQueryHandler(QueryHandler[GetWorkerQuery, OperationResult[ShownWorker]]):
    """Looks into the fleet in memory."""

    def __init__(self, view: FleetView) -> None:
        self._view = view

    async def handle_async(self, request: GetWorkerQuery) -> OperationResult[ShownWorker]:
        """Return the worker; NotFoundError when the fleet has none with this id."""
        state = self._view.worker(request.worker_id)
        if state is None:
            raise NotFoundError("the fleet has no worker with this id")
        return self.ok(ShownWorker(self._view.json_of(state), state.state_version))
