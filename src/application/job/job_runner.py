"""JobRunner: one run of a job, from its slot to its line in the log."""

import asyncio
from datetime import datetime

import structlog
from neuroglia.dependency_injection.service_provider import ServiceProviderBase
from opentelemetry.trace import Tracer

from application.access.acting import acting_as
from application.clock import Clock, rfc3339
from application.job.job_declaration import JobDeclaration
from application.job.job_outcomes import OVERLAP, JobOutcomes
from application.job.job_run import JobResult, JobRun
from application.job.job_run_report import JobRunReport
from application.settings import Settings
from domain.access.principal import SYSTEM_PRINCIPAL

log = structlog.get_logger(__name__)


class JobRunner:
    """Runs jobs as the system principal, each run in a scope and a span of its own and under its deadline.

    At most `max_concurrent_executions` runs go on at once, the others wait; runs of one job never overlap.
    """

    def __init__(
        self,
        services: ServiceProviderBase,
        clock: Clock,
        tracer: Tracer,
        settings: Settings,
        outcomes: JobOutcomes,
    ) -> None:
        self._services = services
        self._clock = clock
        self._tracer = tracer
        self.outcomes = outcomes
        self._executions = asyncio.Semaphore(settings.max_concurrent_executions)
        self._going: set[str] = set()

    async def run_async(self, job: JobDeclaration, scheduled_for: datetime) -> None:
        """Run the job for its slot. What the job raises ends here; only a cancellation goes further."""
        if job.name in self._going:
            reason = "the run before it is still going on"
            log.warning("job_skipped", job=job.name, scheduled_for=rfc3339(scheduled_for), reason=reason)
            self.outcomes.dropped(job.name, OVERLAP)
            return
        self._going.add(job.name)
        try:
            async with self._executions:
                await self._execute_async(job, scheduled_for)
        finally:
            self._going.remove(job.name)

    async def _execute_async(self, job: JobDeclaration, scheduled_for: datetime) -> None:
        run = JobRun(job=job.name, scheduled_for=scheduled_for, started_at=self._clock.now())
        deadline = asyncio.timeout(job.timeout_seconds)
        with acting_as(SYSTEM_PRINCIPAL), self._tracer.start_as_current_span(job.name) as span:
            report = JobRunReport(run, span, self._clock, self.outcomes)
            try:
                async with deadline:
                    result = await self._run_in_scope_async(job, run)
            except asyncio.CancelledError:
                report.cancelled()
                raise
            except Exception as error:  # noqa: BLE001  # the edge of a job's run: it fails alone, and is told
                tell = report.timed_out if deadline.expired() else report.failed
                tell(error)
            else:
                report.completed(result)

    async def _run_in_scope_async(self, job: JobDeclaration, run: JobRun) -> JobResult:
        async with self._services.create_async_scope() as scope:
            instance = scope.get_service_provider().get_required_service(job.job_class)
            result: JobResult = await instance.run_every(run)
            return result
