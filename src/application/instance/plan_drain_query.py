"""PlanDrainQuery: what draining workers would do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler
from pydantic import BaseModel

from application.instance.worker_operations import WorkerOperations
from application.worker.fleet_view import FleetView
from domain.access.principal import Role
from domain.cml.lab_state import LabState
from domain.worker.acted_worker import IllegalActError
from domain.worker.cml_worker import CMLWorker
from domain.worker.cml_worker_state import CMLWorkerState
from domain.worker.worker_act import WorkerAct
from domain.worker.worker_status import WorkerStatus


class WorkerDrainDto(BaseModel):
    """What would be done to one worker; `refused` says why nothing could be.

    `labs` are the ids of those that would be stopped, as they were when the worker was last read.
    """

    id: str
    name: str
    cordon: bool
    labs: Sequence[str]
    stop: bool
    refused: str | None


class DrainPlanDto(BaseModel):
    """What draining would do; nothing was changed."""

    workers: Sequence[WorkerDrainDto]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDrainQuery(Query[OperationResult[DrainPlanDto]]):
    """Of these workers."""

    required_role: ClassVar[Role] = Role.OPERATOR

    worker_ids: Sequence[str]


class PlanDrainQueryHandler(QueryHandler[PlanDrainQuery, OperationResult[DrainPlanDto]]):
    """Looks at the fleet in memory and asks nobody."""

    def __init__(self, operations: WorkerOperations, view: FleetView) -> None:
        self._operations = operations
        self._view = view

    async def handle_async(self, request: PlanDrainQuery) -> OperationResult[DrainPlanDto]:
        """Return the plan; InvalidRequestError names the first id that is no worker's."""
        self._operations.require_workers(request.worker_ids)
        workers = [self._operations.worker(each) for each in dict.fromkeys(request.worker_ids)]
        return self.ok(DrainPlanDto(workers=list(map(self._plan, workers))))

    def _plan(self, worker: CMLWorkerState) -> WorkerDrainDto:
        refused = _refusal(worker)
        runs = refused is None and worker.status is WorkerStatus.RUNNING
        labs = self._view.labs.labs_on(worker.id).values() if runs else ()
        return WorkerDrainDto(
            id=worker.id,
            name=worker.name,
            cordon=worker.cordoned is None,
            labs=sorted(lab.id for lab in labs if lab.state is LabState.STARTED),
            stop=refused is None and worker.status is not WorkerStatus.STOPPED,
            refused=refused,
        )


def _refusal(worker: CMLWorkerState) -> str | None:
    try:
        CMLWorker.from_state(worker).require_legal(WorkerAct.STOP)
    except IllegalActError as error:
        return str(error)
    return None
