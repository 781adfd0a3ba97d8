"""All jobs over HTTP: /api/jobs."""

from collections.abc import Sequence

from classy_fastapi.decorators import get, post
from starlette.responses import Response

from api.controller import FleetController
from api.job.job_bodies import BulkOutcomesReply, JobListReply, JobNamesRequest
from api.job.job_replies import SOME_FAILED, bulk_response
from api.openapi.problem_responses import problems
from api.problem_details import json_response
from application.job.disable_jobs_command import DisableJobsCommand
from application.job.enable_jobs_command import EnableJobsCommand
from application.job.get_jobs_health_query import GetJobsHealthQuery
from application.job.get_jobs_overview_query import GetJobsOverviewQuery, JobsOverviewDto
from application.job.get_scheduler_query import GetSchedulerQuery
from application.job.job_dto import JobDto
from application.job.jobs_health_dto import JobsHealthDto
from application.job.list_jobs_query import ListJobsQuery
from application.job.scheduler_dto import SchedulerDto
from application.job.trigger_jobs_command import TriggerJobsCommand


class AllJobsController(FleetController):
    """What the service does by itself, again and again."""

    path = "/api/jobs"

    @get("", response_model=JobListReply, responses=problems())
    async def list_jobs(self) -> Response:
        """List all jobs, with their next run and how the last one went."""
        return await self.execute_async(ListJobsQuery(), _listed)

    @get("/health", response_model=JobsHealthDto, responses=problems())
    async def get_jobs_health(self) -> Response:
        """Show whether jobs run in time, and whether anybody keeps their schedules."""
        return await self.execute_async(GetJobsHealthQuery())

    @get("/overview", response_model=JobsOverviewDto, responses=problems())
    async def get_jobs_overview(self) -> Response:
        """Show how the last 24 hours went, what goes on now and what comes next."""
        return await self.execute_async(GetJobsOverviewQuery())

    @get("/scheduler", response_model=SchedulerDto, responses=problems())
    async def get_scheduler(self) -> Response:
        """Show which process keeps the schedules, and which one answers."""
        return await self.execute_async(GetSchedulerQuery())

    @post(":enable", response_model=BulkOutcomesReply, responses=SOME_FAILED | problems(409))
    async def enable_jobs(self, body: JobNamesRequest) -> Response:
        """Keep the schedules of several jobs, whatever their settings say."""
        return await self.execute_async(EnableJobsCommand(body.names), bulk_response)

    @post(":disable", response_model=BulkOutcomesReply, responses=SOME_FAILED | problems(409))
    async def disable_jobs(self, body: JobNamesRequest) -> Response:
        """Keep the schedules of several jobs no more."""
        return await self.execute_async(DisableJobsCommand(body.names), bulk_response)

    @post(
        ":trigger",
        status_code=202,
        response_model=BulkOutcomesReply,
        responses=SOME_FAILED | problems(409),
    )
    async def trigger_jobs(self, body: JobNamesRequest) -> Response:
        """Run several jobs now."""
        return await self.execute_async(TriggerJobsCommand(body.names), bulk_response)


def _listed(jobs: Sequence[JobDto], status: int) -> Response:
    return json_response(JobListReply(items=jobs), status)
