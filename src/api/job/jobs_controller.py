"""One job over HTTP: /api/jobs/{name}."""

from typing import Annotated

from classy_fastapi.decorators import delete, get, patch, post, put
from fastapi import Query
from starlette.responses import Response

from api.controller import FleetController
from api.entity_tags import expected_versions
from api.job.execution_parameters import ExecutionPageReply, ExecutionParameters
from api.job.job_bodies import ChangeJobRequest, JobName, ScheduleRequest, TriggerRequest
from api.job.job_replies import OVER, IfMatch, execution_response, job_response
from api.openapi.problem_responses import NOT_MODIFIED, problems
from api.operation.operation_response import WaitSeconds
from application.job.disable_job_command import DisableJobCommand
from application.job.enable_job_command import EnableJobCommand
from application.job.execution_dto import ExecutionDto
from application.job.get_job_query import GetJobQuery
from application.job.job_dto import JobDetailsDto
from application.job.list_executions_query import ListExecutionsQuery
from application.job.remove_job_schedule_command import RemoveJobScheduleCommand
from application.job.reschedule_job_command import RescheduleJobCommand
from application.job.reset_job_command import ResetJobCommand
from application.job.set_job_params_command import SetJobParamsCommand
from application.job.trigger_job_command import TriggerJobCommand
from application.job.why_job_query import WhyJobDto, WhyJobQuery

CHANGING = problems(404, 409, 412)
RUN = {**OVER, **problems(404, 409)}


class JobsController(FleetController):
    """A job, and what is changed of it: in force in every process within two seconds, and lasting."""

    path = "/api/jobs"

    @get("/{name}", response_model=JobDetailsDto, responses={**NOT_MODIFIED, **problems(404)})
    async def get_job(self, name: JobName) -> Response:
        """Show a job, its next five runs with what clock changes mean for them, and what was changed of it."""
        return await self.execute_async(GetJobQuery(name), job_response)

    @patch("/{name}", response_model=JobDetailsDto, responses=CHANGING)
    async def change_job(self, name: JobName, body: ChangeJobRequest, if_match: IfMatch = None) -> Response:
        """Set what runs of the schedule get, and how late they may begin."""
        command = SetJobParamsCommand(job_id=name, changes=body.changes, expected_versions=expected_versions(if_match))
        return await self.execute_async(command, job_response)

    @delete("/{name}", response_model=JobDetailsDto, responses=CHANGING)
    async def remove_job_schedule(self, name: JobName, if_match: IfMatch = None) -> Response:
        """Take away the schedule that somebody gave a job: the code's holds again."""
        return await self.execute_async(RemoveJobScheduleCommand(name, expected_versions(if_match)), job_response)

    @put("/{name}/schedule", response_model=JobDetailsDto, responses=CHANGING)
    async def reschedule_job(self, name: JobName, body: ScheduleRequest, if_match: IfMatch = None) -> Response:
        """Give a job another schedule."""
        command = RescheduleJobCommand(job_id=name, wanted=body.wanted, expected_versions=expected_versions(if_match))
        return await self.execute_async(command, job_response)

    @post("/{name}/enable", response_model=JobDetailsDto, responses=CHANGING)
    async def enable_job(self, name: JobName, if_match: IfMatch = None) -> Response:
        """Keep a job's schedule, whatever its settings say."""
        return await self.execute_async(EnableJobCommand(name, expected_versions(if_match)), job_response)

    @post("/{name}/disable", response_model=JobDetailsDto, responses=CHANGING)
    async def disable_job(self, name: JobName, if_match: IfMatch = None) -> Response:
        """Keep a job's schedule no more, until somebody enables it."""
        return await self.execute_async(DisableJobCommand(name, expected_versions(if_match)), job_response)

    @post("/{name}/reset", response_model=JobDetailsDto, responses=CHANGING)
    async def reset_job(self, name: JobName, if_match: IfMatch = None) -> Response:
        """Run a job again as its code says: schedule, params, grace, and whether it is enabled."""
        return await self.execute_async(ResetJobCommand(name, expected_versions(if_match)), job_response)

    @post("/{name}/trigger", status_code=202, response_model=ExecutionDto, responses=RUN)
    async def trigger_job(self, name: JobName, body: TriggerRequest | None = None, wait: WaitSeconds = 0) -> Response:
        """Run a job now, or once at a time, beside its schedule; 200 where it is over in less than `wait` seconds."""
        wanted = (body or TriggerRequest()).wanted
        return await self.execute_async(
            TriggerJobCommand(job_id=name, wanted=wanted, wait_seconds=wait), execution_response
        )

    @get("/{name}/why", response_model=WhyJobDto, responses=problems(404))
    async def why_job(self, name: JobName) -> Response:
        """Say why a job does not run now, with the record that proves it."""
        return await self.execute_async(WhyJobQuery(name))

    @get("/{name}/executions", response_model=ExecutionPageReply, responses=problems(404))
    async def list_job_executions(self, name: JobName, parameters: Annotated[ExecutionParameters, Query()]) -> Response:
        """List the runs of a job, the newest slots first."""
        criteria = parameters.criteria_of(())
        query = ListExecutionsQuery(criteria=criteria, of_job=name, limit=parameters.limit, cursor=parameters.cursor)
        return await self.execute_async(query)
