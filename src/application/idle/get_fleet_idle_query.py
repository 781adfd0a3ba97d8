"""GetFleetIdleQuery: how many workers nobody uses, and what they cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler
from pydantic import BaseModel

from application.cost.worker_costs import CURRENCY
from application.idle.get_worker_idle_query import WorkerIdleDto, WorkerIdling
from application.live.live_settings import LiveSettings
from application.worker.fleet_view import FleetView
from domain.access.principal import Role

MOST_NAMED = 500


class FleetIdleDto(BaseModel):
    """`usd_per_hour` is what the idle workers cost together; those of unknown price are counted instead.

    `enabled` says whether they are paused by themselves; `workers` names at most 500, the most expensive first.
    `pauses` and `resumes` are those of all workers since they joined.
    """

    enabled: bool
    idle: int
    counting_down: int
    paused: int
    pauses: int
    resumes: int
    usd_per_hour: float
    currency: str
    workers_of_unknown_price: int
    workers: Sequence[WorkerIdleDto]


@dataclass(frozen=True, slots=True)
class GetFleetIdleQuery(Query[OperationResult[FleetIdleDto]]):
    """The whole fleet."""

    required_role: ClassVar[Role] = Role.VIEWER


class GetFleetIdleQueryHandler(QueryHandler[GetFleetIdleQuery, OperationResult[FleetIdleDto]]):
    """Looks into the fleet in memory."""

    def __init__(self, view: FleetView, idling: WorkerIdling, live: LiveSettings) -> None:
        self._view = view
        self._idling = idling
        self._live = live

    async def handle_async(self, request: GetFleetIdleQuery) -> OperationResult[FleetIdleDto]:  # noqa: ARG002  # it asks for all
        """Count and add up."""
        states = list(self._view.workers())
        idle = [self._idling.of(state) for state in states if state.idle.since is not None]
        idle.sort(key=lambda worker: (-(worker.usd_per_hour or 0.0), worker.name))
        return self.ok(
            FleetIdleDto(
                enabled=self._live.now.idle.enabled,
                idle=len(idle),
                counting_down=sum(worker.idle.pause_at is not None for worker in idle),
                paused=sum(state.idle.paused is not None for state in states),
                pauses=sum(state.idle.pauses for state in states),
                resumes=sum(state.idle.resumes for state in states),
                usd_per_hour=sum(worker.usd_per_hour or 0.0 for worker in idle),
                currency=CURRENCY,
                workers_of_unknown_price=sum(worker.usd_per_hour is None for worker in idle),
                workers=idle[:MOST_NAMED],
            )
        )
