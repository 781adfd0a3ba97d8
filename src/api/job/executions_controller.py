"""Runs of jobs over HTTP: /api/jobs/executions."""

from collections.abc import Sequence
from typing import Annotated

from classy_fastapi.decorators import get, post
from fastapi import Header, Path, Query
from starlette.responses import Response

from api.controller import FleetController
from api.job.execution_parameters import AllExecutionParameters, ExecutionPageReply
from api.job.job_bodies import CancelOwnRequest
from api.job.job_replies import OVER, execution_response
from api.job.log_stream import FORMS, first_after, log_response, wants_stream
from api.openapi.problem_responses import problems
from api.operation.operation_response import WaitSeconds
from api.problem_details import json_response
from application.job.cancel_execution_command import CancelExecutionCommand
from application.job.cancel_own_one_offs_command import CancelOwnOneOffsCommand
from application.job.execution_dto import ExecutionDto
from application.job.follow_execution_logs_query import FollowExecutionLogsQuery
from application.job.get_execution_logs_query import GetExecutionLogsQuery
from application.job.get_execution_query import GetExecutionQuery
from application.job.list_executions_query import ListExecutionsQuery
from application.job.log_line_dto import LogPageDto
from application.job.pause_execution_command import PauseExecutionCommand
from application.job.resume_execution_command import ResumeExecutionCommand
from application.job.retry_execution_command import RetryExecutionCommand

ExecutionId = Annotated[
    str,
    Path(
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)*@[0-9A-Za-z.:~-]+$",
        max_length=200,
        description="a run's id: the job's name, @, and the time of its slot or something of its own",
        examples=["labs-refresh@2026-06-01T12:00:00.000Z"],
    ),
]
FirstLine = Annotated[int, Query(alias="from", ge=0, le=2**31, description="the number of the first line")]
LastEventId = Annotated[str, Header(alias="Last-Event-ID", include_in_schema=False)]
ACTING = {**OVER, **problems(404, 409)}


class ExecutionsController(FleetController):
    """The runs of jobs: those to come, those that go on and those that are over."""

    path = "/api/jobs/executions"

    @get("", response_model=ExecutionPageReply, responses=problems())
    async def list_executions(self, parameters: Annotated[AllExecutionParameters, Query()]) -> Response:
        """List runs, the newest slots first; who is no admin sees of the one-offs that wait only his own."""
        query = ListExecutionsQuery(
            criteria=parameters.criteria_of(parameters.job), limit=parameters.limit, cursor=parameters.cursor
        )
        return await self.execute_async(query)

    @post(":cancel-own", response_model=ExecutionPageReply, responses=problems(409))
    async def cancel_own_one_offs(self, body: CancelOwnRequest) -> Response:
        """Cancel all runs that one asked for at a time and that wait; 409 where there are not as many as confirmed."""
        return await self.execute_async(CancelOwnOneOffsCommand(body.confirm), _cancelled)

    @get("/{execution_id}", response_model=ExecutionDto, responses=problems(404))
    async def get_execution(self, execution_id: ExecutionId, wait: WaitSeconds = 0) -> Response:
        """Show a run, when it is over or after `wait` seconds."""
        return await self.execute_async(GetExecutionQuery(execution_id=execution_id, wait_seconds=wait))

    @get("/{execution_id}/logs", response_model=LogPageDto, responses={**FORMS, **problems(404)})
    async def get_execution_logs(
        self,
        execution_id: ExecutionId,
        *,
        first: FirstLine = 0,
        limit: Annotated[int, Query(ge=1, le=2000)] = 500,
        follow: Annotated[bool, Query(description="listen until the run is over, as Server-Sent Events")] = False,
        accept: Annotated[str, Header(include_in_schema=False)] = "",
        last_event_id: LastEventId = "",
    ) -> Response:
        """Show what a run logged and printed; `follow`, or `Accept: text/event-stream`, goes on until it is over."""
        if wants_stream(accept, follow=follow):
            after = first_after(last_event_id, first)
            return await self.execute_async(
                FollowExecutionLogsQuery(execution_id=execution_id, first=after), log_response
            )
        return await self.execute_async(GetExecutionLogsQuery(execution_id=execution_id, first=first, limit=limit))

    @post("/{execution_id}/cancel", status_code=202, response_model=ExecutionDto, responses=ACTING)
    async def cancel_execution(self, execution_id: ExecutionId) -> Response:
        """Cancel a run: one that waits at once (200), one that goes on within a second."""
        return await self.execute_async(CancelExecutionCommand(execution_id), execution_response)

    @post("/{execution_id}/retry", status_code=202, response_model=ExecutionDto, responses=ACTING)
    async def retry_execution(self, execution_id: ExecutionId, wait: WaitSeconds = 0) -> Response:
        """Run once more what failed, timed out or was cancelled, with the same input."""
        command = RetryExecutionCommand(execution_id=execution_id, wait_seconds=wait)
        return await self.execute_async(command, execution_response)

    @post("/{execution_id}/pause", status_code=202, response_model=ExecutionDto, responses=problems(404, 409))
    async def pause_execution(self, execution_id: ExecutionId) -> Response:
        """Hold up a run at its next step."""
        return await self.execute_async(PauseExecutionCommand(execution_id), execution_response)

    @post("/{execution_id}/resume", status_code=202, response_model=ExecutionDto, responses=problems(404, 409))
    async def resume_execution(self, execution_id: ExecutionId) -> Response:
        """Let a run go on that was paused."""
        return await self.execute_async(ResumeExecutionCommand(execution_id), execution_response)


def _cancelled(executions: Sequence[ExecutionDto], status: int) -> Response:
    return json_response(ExecutionPageReply(items=executions, next_cursor=None), status)
