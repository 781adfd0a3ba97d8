"""Workers that nobody uses, over HTTP: /api/workers/{id}/idle."""

from typing import Annotated

from classy_fastapi.decorators import get, post
from pydantic import BaseModel, ConfigDict, Field, StrictBool
from starlette.responses import Response

from api.controller import FleetController
from api.json_numbers import NUMBER
from api.openapi.problem_responses import problems
from api.worker.worker_act_requests import Reason
from api.worker.worker_requests import WorkerId
from application.idle.exempt_worker_idle_command import ExemptWorkerIdleCommand
from application.idle.get_worker_idle_query import GetWorkerIdleQuery, WorkerIdleDto
from application.idle.snooze_worker_idle_command import SnoozeWorkerIdleCommand
from application.worker.worker_dto import WorkerReply

LONGEST_SNOOZE_MINUTES = 60 * 24 * 30


class SnoozeRequest(BaseModel):
    """For how long the worker is not to be paused."""

    model_config = ConfigDict(extra="forbid")

    minutes: Annotated[
        int, Field(ge=0, le=LONGEST_SNOOZE_MINUTES, description="from now; 0 ends it", examples=[240]), NUMBER
    ]


class ExemptRequest(BaseModel):
    """Whether the worker is never to be paused by itself, and why."""

    model_config = ConfigDict(extra="forbid")

    exempt: StrictBool
    reason: Reason = ""


class WorkerIdleController(FleetController):
    """Which workers are idle, and when they are paused for that, is set in the live settings."""

    path = "/api/workers"

    @get("/{worker_id}/idle", response_model=WorkerIdleDto, responses=problems(404))
    async def get_worker_idle(self, worker_id: WorkerId) -> Response:
        """Tell when the worker was last used, whether it is idle, and what keeps it from being paused."""
        return await self.execute_async(GetWorkerIdleQuery(worker_id))

    @post("/{worker_id}/idle/snooze", response_model=WorkerReply, responses=problems(404, 409))
    async def snooze_worker_idle(self, worker_id: WorkerId, body: SnoozeRequest) -> Response:
        """Let the worker not be paused for a while; a countdown is called off."""
        return await self.execute_async(SnoozeWorkerIdleCommand(worker_id=worker_id, minutes=body.minutes))

    @post("/{worker_id}/idle/exempt", response_model=WorkerReply, responses=problems(404, 409))
    async def exempt_worker_idle(self, worker_id: WorkerId, body: ExemptRequest) -> Response:
        """Let the worker never be paused by itself, or again."""
        command = ExemptWorkerIdleCommand(worker_id=worker_id, exempt=body.exempt, reason=body.reason)
        return await self.execute_async(command)
