"""GetFleetQuery: the fleet in a few numbers."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler
from pydantic import BaseModel

from application.cost.cloudwatch_budget import CloudWatchBudget
from application.cost.fleet_costs import fleet_cost
from application.cost.worker_costs import WorkerCosts
from application.settings import Settings
from application.worker.fleet_cost_dto import CloudWatchCostDto, FleetCostDto
from application.worker.fleet_freshness import Freshness
from application.worker.fleet_view import FleetView
from domain.access.principal import Role
from domain.telemetry.metrics_source import MetricsSource
from domain.worker.cml_worker_state import CMLWorkerState
from domain.worker.worker_status import WorkerStatus


class FreshnessDto(BaseModel):
    """The last look at one source in one region of one account: how many workers were asked for and not read."""

    source: MetricsSource
    account: str
    region: str
    last_success_at: datetime | None
    last_attempt_at: datetime
    workers: int
    failed: int
    duration_seconds: float
    code: str | None
    message: str | None


class FailingWorkerDto(BaseModel):
    """A worker one of whose sources cannot be read."""

    worker_id: str
    name: str
    source: MetricsSource
    code: str
    message: str
    since: datetime


class FleetDto(BaseModel):
    """Counts, freshness, who fails, and what it costs; `fleet_sequence` is the log position all this is true for."""

    name: str
    workers: int
    by_status: Mapping[str, int]
    by_region: Mapping[str, int]
    freshness: Sequence[FreshnessDto]
    failing: Sequence[FailingWorkerDto]
    cost: FleetCostDto
    cloudwatch: CloudWatchCostDto
    fleet_sequence: str


@dataclass(frozen=True, slots=True)
class GetFleetQuery(Query[OperationResult[FleetDto]]):
    """The summary of the whole fleet."""

    required_role: ClassVar[Role] = Role.VIEWER


class GetFleetQueryHandler(QueryHandler[GetFleetQuery, OperationResult[FleetDto]]):
    """Counts what the view holds."""

    def __init__(self, view: FleetView, costs: WorkerCosts, budget: CloudWatchBudget, settings: Settings) -> None:
        self._view = view
        self._costs = costs
        self._budget = budget
        self._settings = settings

    async def handle_async(self, request: GetFleetQuery) -> OperationResult[FleetDto]:  # noqa: ARG002  # it asks for all
        """Return the summary."""
        states = list(self._view.workers())
        by_status = Counter(state.status.value for state in states)
        plan = self._budget.plan_for(by_status[WorkerStatus.RUNNING])
        fleet = FleetDto(
            name=self._settings.fleet_name,
            workers=len(states),
            by_status=by_status,
            by_region=Counter(state.region for state in states),
            freshness=[_freshness(freshness) for freshness in self._view.freshness],
            failing=_failing(states),
            cost=FleetCostDto.of_fleet(fleet_cost(states, self._costs, self._costs.present())),
            cloudwatch=CloudWatchCostDto.of(plan, self._budget.budget_usd),
            fleet_sequence=str(self._view.position),
        )
        return self.ok(fleet)


def _failing(states: Iterable[CMLWorkerState]) -> list[FailingWorkerDto]:
    failing = [
        FailingWorkerDto(
            worker_id=state.id, name=state.name, source=source, code=why.code, message=why.message, since=why.since
        )
        for state in states
        for source, why in state.failing.items()
    ]
    return sorted(failing, key=lambda item: (item.since, item.name))


def _freshness(freshness: Freshness) -> FreshnessDto:
    outcome = freshness.outcome
    return FreshnessDto(
        source=freshness.source,
        account=outcome.account,
        region=outcome.region,
        last_success_at=freshness.last_success_at,
        last_attempt_at=outcome.attempted_at,
        workers=outcome.workers,
        failed=outcome.failed,
        duration_seconds=outcome.duration_seconds,
        code=outcome.code,
        message=outcome.message,
    )
