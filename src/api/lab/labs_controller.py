"""Labs over HTTP: /api/labs."""

from typing import Annotated

from classy_fastapi.decorators import delete, get, post
from fastapi import Query
from starlette.responses import Response

from api.controller import FleetController
from api.lab.lab_replies import ACCEPTED, TOPOLOGY, TOPOLOGY_MEDIA_TYPE, LabPageReply
from api.lab.lab_requests import LabId, LabListParameters, LabsRequest
from api.openapi.problem_responses import NOT_MODIFIED, problems
from api.operation.operation_response import WaitSeconds, operation_response
from api.problem_details import tagged_response
from api.worker.worker_requests import WorkerId
from application.lab.delete_lab_command import DeleteLabCommand
from application.lab.download_lab_topology_query import DownloadLabTopologyQuery
from application.lab.get_lab_query import GetLabQuery, ShownLab
from application.lab.lab_dto import LabDetailsReply
from application.lab.list_labs_query import LabPage, ListLabsQuery
from application.lab.start_lab_command import StartLabCommand
from application.lab.start_labs_command import StartLabsCommand
from application.lab.stop_lab_command import StopLabCommand
from application.lab.stop_labs_command import StopLabsCommand
from application.lab.wipe_lab_command import WipeLabCommand
from application.operation.operation_dto import OperationDto

ACTS = ACCEPTED | problems(404, 409)

OnCordoned = Annotated[bool, Query(description="also where the worker is cordoned")]
StopAndWipe = Annotated[
    bool, Query(description="do so first with a lab that runs, or whose nodes hold what they wrote")
]


class LabsController(FleetController):
    """Labs of all workers, and what can be done to them."""

    path = "/api/labs"

    @get("", response_model=LabPageReply, responses={**NOT_MODIFIED, **problems()})
    async def list_labs(self, parameters: Annotated[LabListParameters, Query()]) -> Response:
        """List labs over the fleet."""
        query = ListLabsQuery(
            criteria=parameters.criteria, sort=parameters.sort, limit=parameters.limit, cursor=parameters.cursor
        )
        return await self.execute_async(query, tagged_page)

    @get("/{worker_id}/{lab_id}", response_model=LabDetailsReply, responses={**NOT_MODIFIED, **problems(404)})
    async def get_lab(self, worker_id: WorkerId, lab_id: LabId) -> Response:
        """Get one lab, with its last 50 changes."""
        return await self.execute_async(GetLabQuery(worker_id, lab_id), _tagged_lab)

    @get("/{worker_id}/{lab_id}/topology", response_class=Response, responses=TOPOLOGY | problems(404, 409))
    async def download_lab_topology(self, worker_id: WorkerId, lab_id: LabId) -> Response:
        """Download the topology of a lab from its controller."""
        return await self.execute_async(DownloadLabTopologyQuery(worker_id, lab_id), _topology)

    @post("/{worker_id}/{lab_id}/start", response_model=OperationDto, responses=ACTS)
    async def start_lab(
        self, worker_id: WorkerId, lab_id: LabId, on_cordoned: OnCordoned = False, wait: WaitSeconds = 0
    ) -> Response:
        """Start a lab."""
        command = StartLabCommand(worker_id=worker_id, lab_id=lab_id, on_cordoned=on_cordoned, wait_seconds=wait)
        return await self.execute_async(command, operation_response)

    @post("/{worker_id}/{lab_id}/stop", response_model=OperationDto, responses=ACTS)
    async def stop_lab(self, worker_id: WorkerId, lab_id: LabId, wait: WaitSeconds = 0) -> Response:
        """Stop a lab."""
        command = StopLabCommand(worker_id=worker_id, lab_id=lab_id, wait_seconds=wait)
        return await self.execute_async(command, operation_response)

    @post("/{worker_id}/{lab_id}/wipe", response_model=OperationDto, responses=ACTS)
    async def wipe_lab(self, worker_id: WorkerId, lab_id: LabId, wait: WaitSeconds = 0) -> Response:
        """Let the nodes of a stopped lab forget what they wrote."""
        command = WipeLabCommand(worker_id=worker_id, lab_id=lab_id, wait_seconds=wait)
        return await self.execute_async(command, operation_response)

    @delete("/{worker_id}/{lab_id}", response_model=OperationDto, responses=ACTS)
    async def delete_lab(
        self, worker_id: WorkerId, lab_id: LabId, stop_and_wipe: StopAndWipe = False, wait: WaitSeconds = 0
    ) -> Response:
        """Delete a lab from its controller for good."""
        command = DeleteLabCommand(worker_id=worker_id, lab_id=lab_id, stop_and_wipe=stop_and_wipe, wait_seconds=wait)
        return await self.execute_async(command, operation_response)

    @post(":start", response_model=OperationDto, responses=ACTS)
    async def start_labs(self, body: LabsRequest, on_cordoned: OnCordoned = False, wait: WaitSeconds = 0) -> Response:
        """Start many labs; who fails does not keep the others from being started."""
        command = StartLabsCommand(lab_ids=body.ids, on_cordoned=on_cordoned, wait_seconds=wait)
        return await self.execute_async(command, operation_response)

    @post(":stop", response_model=OperationDto, responses=ACTS)
    async def stop_labs(self, body: LabsRequest, wait: WaitSeconds = 0) -> Response:
        """Stop many labs; who fails does not keep the others from being stopped."""
        return await self.execute_async(StopLabsCommand(lab_ids=body.ids, wait_seconds=wait), operation_response)


def tagged_page(page: LabPage, status: int) -> Response:
    """Answer with a page whose ETag is its position."""
    return tagged_response(page, status, page.fleet_sequence)


def _tagged_lab(lab: ShownLab, status: int) -> Response:
    return tagged_response(lab.json, status, lab.version)


def _topology(topology: str, status: int) -> Response:
    """Never shown as a page: it is what somebody else wrote."""
    return Response(
        topology, status, {"Content-Disposition": 'attachment; filename="topology.yaml"'}, TOPOLOGY_MEDIA_TYPE
    )
