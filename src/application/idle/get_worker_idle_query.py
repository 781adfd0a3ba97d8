"""GetWorkerIdleQuery: whether somebody uses a worker, and what follows."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler
from pydantic import BaseModel

from application.clock import Clock
from application.cost.worker_costs import WorkerCosts
from application.idle.idle_ruling import IdleRuling
from application.worker.fleet_view import FleetView
from application.worker.idleness_dto import IdlenessDto
from domain.access.principal import Role
from domain.errors import NotFoundError
from domain.worker.activity_events import PauseHold
from domain.worker.cml_worker import CMLWorker
from domain.worker.cml_worker_state import CMLWorkerState


class WorkerIdleDto(BaseModel):
    """The use of a worker. `held_by` says why it is not paused now; null = its countdown goes on or is about to begin.

    `quiet_since` is when it was last used, or when it began to run; `usd_per_hour` what it costs while it runs, null
    where the price is not known.
    """

    id: str
    name: str
    idle: IdlenessDto
    quiet_since: datetime
    held_by: PauseHold | None
    usd_per_hour: float | None


class WorkerIdling:
    """Puts together what is known of a worker's use, the rules of the moment, and the price."""

    def __init__(self, ruling: IdleRuling, costs: WorkerCosts, clock: Clock) -> None:
        self._ruling = ruling
        self._costs = costs
        self._clock = clock

    def of(self, state: CMLWorkerState) -> WorkerIdleDto:
        """Show one worker."""
        now, worker = self._clock.now(), CMLWorker.from_state(state)
        return WorkerIdleDto(
            id=state.id,
            name=state.name,
            idle=IdlenessDto.model_validate(state.idle),
            quiet_since=worker.quiet_since,
            held_by=worker.hold_at(self._ruling.at(now).rule_for(state), now),
            usd_per_hour=self._costs.cost_of(state, now).usd_per_hour,
        )


@dataclass(frozen=True, slots=True)
class GetWorkerIdleQuery(Query[OperationResult[WorkerIdleDto]]):
    """The worker with this id."""

    required_role: ClassVar[Role] = Role.VIEWER

    worker_id: str


class GetWorkerIdleQueryHandler(QueryHandler[GetWorkerIdleQuery, OperationResult[WorkerIdleDto]]):
    """Looks into the fleet in memory."""

    def __init__(self, view: FleetView, idling: WorkerIdling) -> None:
        self._view = view
        self._idling = idling

    async def handle_async(self, request: GetWorkerIdleQuery) -> OperationResult[WorkerIdleDto]:
        """Return it; NotFoundError when the fleet has none with this id."""
        state = self._view.worker(request.worker_id)
        if state is None:
            raise NotFoundError("the fleet has no worker with this id")
        return self.ok(self._idling.of(state))
