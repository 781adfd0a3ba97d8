"""Workers over HTTP: /api/workers."""

from typing import Annotated

from classy_fastapi.decorators import delete, get, post
from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from api.controller import FleetController
from api.entity_tags import expected_versions
from api.openapi.problem_responses import NOT_MODIFIED, problems
from api.problem_details import tagged_response
from api.worker.worker_replies import BulkImportReply, WorkerPageReply, WorkerRefreshedReply
from api.worker.worker_requests import (
    BulkImportWorkersRequest,
    IfMatch,
    ImportWorkerRequest,
    Sources,
    WorkerId,
    WorkerListParameters,
    read_sources,
)
from application.telemetry.collect_worker_cloudwatch_metrics_command import CollectWorkerCloudWatchMetricsCommand
from application.telemetry.refresh_worker_metrics_command import RefreshWorkerMetricsCommand
from application.telemetry.sync_worker_ec2_status_command import SyncWorkerEC2StatusCommand
from application.worker.bulk_import_cml_workers_command import BulkImportCMLWorkersCommand
from application.worker.get_worker_query import GetWorkerQuery, ShownWorker
from application.worker.import_cml_worker_command import ImportCMLWorkerCommand
from application.worker.list_workers_query import ListWorkersQuery, WorkerPage
from application.worker.remove_cml_worker_command import RemoveCMLWorkerCommand
from application.worker.worker_dto import WorkerReply


class WorkersController(FleetController):
    """Workers, and what can be done to them."""

    path = "/api/workers"

    @get("", response_model=WorkerPageReply, responses={**NOT_MODIFIED, **problems()})
    async def list_workers(self, request: Request, parameters: Annotated[WorkerListParameters, Query()]) -> Response:
        """List workers."""
        query = ListWorkersQuery(
            criteria=parameters.criteria(request.query_params),
            sort=parameters.sort,
            limit=parameters.limit,
            cursor=parameters.cursor,
            with_series=parameters.series is not None,
        )
        return await self.execute_async(query, _tagged_page)

    @get("/{worker_id}", response_model=WorkerReply, responses={**NOT_MODIFIED, **problems(404)})
    async def get_worker(self, worker_id: WorkerId) -> Response:
        """Get one worker."""
        return await self.execute_async(GetWorkerQuery(worker_id), _tagged_worker)

    @post(":import", status_code=201, response_model=WorkerReply, responses=problems(404, 409))
    async def import_worker(self, body: ImportWorkerRequest) -> Response:
        """Import one instance as a worker."""
        command = ImportCMLWorkerCommand(region=body.region, instance_id=body.instance_id, account=body.account)
        return await self.execute_async(command)

    @post(":bulk-import", response_model=BulkImportReply, responses=problems(409))
    async def bulk_import_workers(self, body: BulkImportWorkersRequest) -> Response:
        """Import every instance that meets the criteria; asking twice imports nothing twice."""
        command = BulkImportCMLWorkersCommand(criteria=body.criteria, regions=body.regions, account=body.account)
        return await self.execute_async(command)

    @delete("/{worker_id}", status_code=204, responses=problems(404, 409, 412))
    async def remove_worker(self, worker_id: WorkerId, if_match: IfMatch = None) -> Response:
        """Remove a worker from the fleet; its instance is not touched."""
        return await self.execute_async(RemoveCMLWorkerCommand(worker_id, expected_versions(if_match)))

    @post("/{worker_id}/refresh", response_model=WorkerRefreshedReply, responses=problems(404, 409, 412))
    async def refresh_worker(self, worker_id: WorkerId, sources: Sources = "", if_match: IfMatch = None) -> Response:
        """Read a worker from `sources` (separated by commas, all where absent) and commit once."""
        command = RefreshWorkerMetricsCommand(
            worker_id=worker_id, sources=read_sources(sources), expected_versions=expected_versions(if_match)
        )
        return await self.execute_async(command)

    @post("/{worker_id}/sync-ec2-status", response_model=WorkerRefreshedReply, responses=problems(404, 409, 412))
    async def sync_ec2_status(self, worker_id: WorkerId, if_match: IfMatch = None) -> Response:
        """Read a worker's state and checks from EC2."""
        return await self.execute_async(SyncWorkerEC2StatusCommand(worker_id, expected_versions(if_match)))

    @post(
        "/{worker_id}/collect-cloudwatch-metrics",
        response_model=WorkerRefreshedReply,
        responses=problems(404, 409, 412),
    )
    async def collect_cloudwatch_metrics(self, worker_id: WorkerId, if_match: IfMatch = None) -> Response:
        """Read a running worker's figures from CloudWatch."""
        return await self.execute_async(CollectWorkerCloudWatchMetricsCommand(worker_id, expected_versions(if_match)))


def _tagged_worker(worker: ShownWorker, status: int) -> Response:
    return tagged_response(worker.json, status, worker.version)


def _tagged_page(page: WorkerPage, status: int) -> Response:
    return tagged_response(page, status, page.fleet_sequence)
