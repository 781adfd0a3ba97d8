"""The labs of one worker over HTTP: /api/workers/{id}/labs."""

from typing import Annotated

from classy_fastapi.decorators import get, post
from fastapi import Query
from starlette.responses import Response

from api.controller import FleetController
from api.lab.lab_replies import ACCEPTED, LabPageReply
from api.lab.lab_requests import ImportLabRequest, WorkerLabParameters
from api.lab.labs_controller import OnCordoned, tagged_page
from api.openapi.problem_responses import NOT_MODIFIED, problems
from api.operation.operation_response import WaitSeconds, operation_response
from api.worker.worker_replies import WorkerRefreshedReply
from api.worker.worker_requests import WorkerId
from application.lab.import_lab_command import ImportLabCommand
from application.lab.list_labs_query import ListLabsQuery
from application.lab.sync_worker_cml_labs_command import SyncWorkerCMLLabsCommand
from application.operation.operation_dto import OperationDto


class WorkerLabsController(FleetController):
    """Labs on one worker."""

    path = "/api/workers"

    @get("/{worker_id}/labs", response_model=LabPageReply, responses={**NOT_MODIFIED, **problems(404)})
    async def list_worker_labs(
        self, worker_id: WorkerId, parameters: Annotated[WorkerLabParameters, Query()]
    ) -> Response:
        """List the labs of one worker, also of one that is stopped: as they were when it was last read."""
        query = ListLabsQuery(
            criteria=parameters.criteria,
            worker_id=worker_id,
            sort=parameters.sort,
            limit=parameters.limit,
            cursor=parameters.cursor,
        )
        return await self.execute_async(query, tagged_page)

    @post("/{worker_id}/labs:import", response_model=OperationDto, responses=ACCEPTED | problems(404, 409))
    async def import_lab(
        self, worker_id: WorkerId, body: ImportLabRequest, on_cordoned: OnCordoned = False, wait: WaitSeconds = 0
    ) -> Response:
        """Make a lab of a topology; the target of the operation names the lab that was `made`."""
        command = ImportLabCommand(
            worker_id=worker_id,
            topology=body.topology,
            title=body.title,
            on_cordoned=on_cordoned,
            wait_seconds=wait,
        )
        return await self.execute_async(command, operation_response)

    @post("/{worker_id}/sync-labs", response_model=WorkerRefreshedReply, responses=problems(404, 409))
    async def sync_labs(self, worker_id: WorkerId) -> Response:
        """Read a running worker's labs from its controller."""
        return await self.execute_async(SyncWorkerCMLLabsCommand(worker_id))
