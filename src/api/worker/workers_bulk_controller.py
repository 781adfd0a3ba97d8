"""What can be done to many workers at once, over HTTP: /api/workers:..."""

from typing import Annotated, Any

from classy_fastapi.decorators import post
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from api.controller import PROBLEMS, FleetController
from api.ids import UUID_PATTERN
from api.operation.operation_response import WaitSeconds, operation_response
from application.operation.operation_dto import OperationDto
from application.telemetry.refresh_workers_command import RefreshWorkersCommand
from domain.telemetry.metrics_source import MetricsSource

MOST_AT_ONCE = 1_000

ACCEPTED: dict[int | str, dict[str, Any]] = {
    202: {"model": OperationDto, "description": "It goes on; `Location` is where to ask."}
}


class RefreshWorkersRequest(BaseModel):
    """Which workers to read, and from what."""

    model_config = ConfigDict(extra="forbid")

    ids: Annotated[
        list[Annotated[str, Field(pattern=UUID_PATTERN)]],
        Field(min_length=1, max_length=MOST_AT_ONCE, description="workers, each read once"),
    ]
    sources: Annotated[list[MetricsSource], Field(max_length=16, description="all but labs where empty")] = []


class WorkersBulkController(FleetController):
    """Workers by the hundred: each answer is an operation."""

    path = "/workers"

    @post(":refresh", response_model=OperationDto, responses=ACCEPTED | PROBLEMS)
    async def refresh_workers(self, body: RefreshWorkersRequest, wait: WaitSeconds = 0) -> Response:
        """Read workers from `sources`, in batches; 200 with the finished operation if that took less than `wait`."""
        command = RefreshWorkersCommand(worker_ids=body.ids, sources=body.sources, wait_seconds=wait)
        return await self.execute_async(command, operation_response)
