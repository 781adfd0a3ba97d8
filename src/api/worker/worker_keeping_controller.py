"""What people keep at workers, over HTTP: tags, cordons, and draining."""

from classy_fastapi.decorators import post
from pydantic import RootModel
from starlette.responses import Response

from api.controller import FleetController
from api.openapi.problem_responses import problems
from api.operation.operation_response import WaitSeconds, operation_response
from api.worker.worker_act_requests import (
    CordonRequest,
    CordonWorkersRequest,
    DrainWorkersRequest,
    RemoveTagsRequest,
    TagsRequest,
    TagWorkersRequest,
    WorkersRequest,
)
from api.worker.worker_replies import CordonsReply
from api.worker.worker_requests import WorkerId
from api.worker.workers_bulk_controller import ACCEPTED
from application.instance.cordon_worker_command import CordonWorkerCommand
from application.instance.cordon_workers_command import CordonWorkersCommand
from application.instance.drain_workers_command import DrainWorkersCommand
from application.instance.plan_drain_query import DrainPlanDto, PlanDrainQuery
from application.instance.tag_worker_command import TagWorkerCommand
from application.instance.tag_workers_command import TagWorkersCommand
from application.instance.uncordon_worker_command import UncordonWorkerCommand
from application.instance.uncordon_workers_command import UncordonWorkersCommand
from application.operation.operation_dto import OperationDto
from application.worker.worker_dto import WorkerReply
from domain.worker.tag_changes import TagChanges


class DrainReply(RootModel[OperationDto | DrainPlanDto]):
    """The operation, or with `dry_run` what it would do."""


class WorkerKeepingController(FleetController):
    """Tags are those of the instance; a cordon and its reason are the fleet's own."""

    path = "/api/workers"

    @post("/{worker_id}/tags", response_model=OperationDto, responses=ACCEPTED | problems(404, 409))
    async def set_worker_tags(self, worker_id: WorkerId, body: TagsRequest, wait: WaitSeconds = 0) -> Response:
        """Set tags of a worker; all others stay."""
        command = TagWorkerCommand(worker_id=worker_id, changes=TagChanges(add=body.tags), wait_seconds=wait)
        return await self.execute_async(command, operation_response)

    @post("/{worker_id}/tags:remove", response_model=OperationDto, responses=ACCEPTED | problems(404, 409))
    async def remove_worker_tags(self, worker_id: WorkerId, body: RemoveTagsRequest, wait: WaitSeconds = 0) -> Response:
        """Remove tags of a worker by their keys; all others stay."""
        command = TagWorkerCommand(worker_id=worker_id, changes=TagChanges(remove=body.remove), wait_seconds=wait)
        return await self.execute_async(command, operation_response)

    @post(":tag", response_model=OperationDto, responses=ACCEPTED | problems(409))
    async def tag_workers(self, body: TagWorkersRequest, wait: WaitSeconds = 0) -> Response:
        """Set and remove tags of many workers; all others stay."""
        changes = TagChanges(add=body.tags, remove=body.remove)
        command = TagWorkersCommand(worker_ids=body.ids, changes=changes, wait_seconds=wait)
        return await self.execute_async(command, operation_response)

    @post("/{worker_id}/cordon", response_model=WorkerReply, responses=problems(404, 409))
    async def cordon_worker(self, worker_id: WorkerId, body: CordonRequest) -> Response:
        """Let nobody start or import labs on a worker through the fleet, unless it is forced."""
        return await self.execute_async(CordonWorkerCommand(worker_id=worker_id, reason=body.reason))

    @post("/{worker_id}/uncordon", response_model=WorkerReply, responses=problems(404, 409))
    async def uncordon_worker(self, worker_id: WorkerId) -> Response:
        """Let a worker be used again."""
        return await self.execute_async(UncordonWorkerCommand(worker_id=worker_id))

    @post(":cordon", response_model=CordonsReply, responses=problems(409))
    async def cordon_workers(self, body: CordonWorkersRequest) -> Response:
        """Let nobody start or import labs on many workers through the fleet, unless it is forced."""
        return await self.execute_async(CordonWorkersCommand(worker_ids=body.ids, reason=body.reason))

    @post(":uncordon", response_model=CordonsReply, responses=problems(409))
    async def uncordon_workers(self, body: WorkersRequest) -> Response:
        """Let many workers be used again."""
        return await self.execute_async(UncordonWorkersCommand(worker_ids=body.ids))

    @post(":drain", response_model=DrainReply, responses=ACCEPTED | problems(409))
    async def drain_workers(self, body: DrainWorkersRequest, wait: WaitSeconds = 0) -> Response:
        """Cordon workers, stop their labs, wait, and stop them; with `dry_run` only say what would be done."""
        if body.dry_run:
            return await self.execute_async(PlanDrainQuery(worker_ids=body.ids))
        command = DrainWorkersCommand(worker_ids=body.ids, reason=body.reason, wait_seconds=wait)
        return await self.execute_async(command, operation_response)
