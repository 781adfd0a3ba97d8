"""RunAttempt: one attempt at a run in this process, from its claim to its end."""

import asyncio

import structlog
from neuroglia.dependency_injection.service_provider import ServiceProviderBase
from opentelemetry.trace import Span, Tracer

from application.access.acting import acting_as
from application.clock import Clock
from application.job.execution_claims import Claim
from application.job.execution_record import ExecutionRecord, FenceLostError
from application.job.job_run import JobResult, JobRun, RunRateLimitedError
from application.job.run_control import RunControl
from application.job.run_figures import RunFigures
from application.job.run_log import logging_to
from application.job.run_outcome import RunOutcome, RunOutcomes
from application.job.run_report import tell_outcome
from application.job.run_warnings import RunWarnings
from application.ports.job_executions import Held
from application.run_counters import counting
from application.trace_context import current_trace_id
from domain.access.principal import SYSTEM_PRINCIPAL
from domain.errors import SourceUnavailableError
from domain.job.job_execution import ExecutionProgress

log = structlog.get_logger(__name__)


class RunAttempt:
    """Runs as the system principal, in a scope and a span of its own and under its deadline.

    What the job raises ends here.
    """

    def __init__(
        self,
        claim: Claim,
        record: ExecutionRecord,
        services: ServiceProviderBase,
        figures: RunFigures,
        tracer: Tracer,
        clock: Clock,
    ) -> None:
        self._claim = claim
        self._record = record
        self._services = services
        self._figures = figures
        self._tracer = tracer
        self._clock = clock
        self._control = RunControl(claim.plan.job.timeout_seconds)
        execution, job = claim.execution, claim.plan.job
        self._run = JobRun(
            id=execution.id,
            job=execution.job,
            scheduled_for=execution.scheduled_for,
            started_at=clock.now(),
            attempt=execution.attempt,
            params=execution.params,
            dry_run=execution.dry_run,
            progress=execution.progress,
            continue_from=claim.plan.configuration.continue_from,
            aws_call_budget=job.aws_call_budget,
            cml_call_budget=job.cml_call_budget,
            boundary=self,
            warnings=RunWarnings(execution.warnings if execution.progress.cursor is not None else ()),
        )

    @property
    def id(self) -> str:
        """The id of the execution."""
        return self._claim.execution.id

    @property
    def is_lost(self) -> bool:
        """Whether it is another process's by now."""
        return self._control.is_lost

    def follow(self, held: Held | None) -> None:
        """Do what is asked of it; stop where it is somebody else's."""
        if held is None or held.fence != self._claim.execution.fence:
            self.lose()
        else:
            self._control.follow(held.asked, held.asked_by)

    def lose(self) -> None:
        """Stop, and write nothing: another process has it, or will before long."""
        self._control.lose()

    def hand_over(self) -> None:
        """Stop, and let another process go on."""
        self._control.hand_over()

    async def reach_async(self, progress: ExecutionProgress) -> None:
        """See RunBoundary."""
        await self._record.keep_progress_async(progress, at_once=self._control.is_paused)
        await self._control.wait_while_paused_async()

    async def run_async(self) -> None:
        """Run it to its end; what is written here fails quietly where it is somebody else's by now."""
        try:
            with self._tracer.start_as_current_span(self._claim.execution.job) as span:
                await self._run_async(span)
        except FenceLostError:
            log.warning("job_overtaken", job=self._run.job, execution=self.id)
        except SourceUnavailableError as error:
            log.warning("job_end_not_kept", job=self._run.job, execution=self.id, reason=str(error))

    async def _run_async(self, span: Span) -> None:
        began_seconds = self._clock.monotonic_seconds()
        trace_id = current_trace_id()
        await self._record.begin_async()
        outcome = await self._attempt_async()
        if outcome is None:
            raise FenceLostError(self.id)
        self._tell(outcome, round(self._clock.monotonic_seconds() - began_seconds, 6), span)
        if outcome.word == "completed":
            await self._record.continue_from_async(self._run.left_off_at)
        counters = self._claim.execution.counters + self._run.counters.record()
        counted = {"counters": counters, "warnings": self._run.warnings.records()}
        await self._record.end_async(**outcome.changes, **counted, progress=self._run.progress, trace_id=trace_id)
        if outcome.event is not None:
            self._record.tell(outcome.event)

    def _tell(self, outcome: RunOutcome, duration_seconds: float, span: Span) -> None:
        with logging_to(self._record.log):
            tell_outcome(self._run, outcome, duration_seconds, span)
        self._record.log.end()
        self._figures.ended(self._run, outcome.word, duration_seconds)

    async def _attempt_async(self) -> RunOutcome | None:
        """Let the job work in a task of its own, which alone is cancelled; None where the run was lost."""
        async with asyncio.TaskGroup() as tasks:
            flushing = tasks.create_task(self._record.flush_each_while_async())
            working = tasks.create_task(self._outcome_async())
            self._control.work_is(working)
            await asyncio.wait([working])
            flushing.cancel()
        return self._stopped() if working.cancelled() else working.result()

    async def _outcome_async(self) -> RunOutcome | None:
        with acting_as(SYSTEM_PRINCIPAL), counting(self._run.counters), logging_to(self._record.log):
            try:
                result = await self._work_async()
            except FenceLostError:
                return None
            except RunRateLimitedError as limit:
                return self._outcomes_now.rate_limited(limit)
            except Exception as error:  # noqa: BLE001  # the edge of a job's run: it fails alone, and is told
                return self._unsuccessful(error)
        return self._outcomes_now.completed(result)

    async def _work_async(self) -> JobResult:
        async with self._control.deadline, self._services.create_async_scope() as scope:
            job = scope.get_service_provider().get_required_service(self._claim.plan.job.job_class)
            result: JobResult = await job.run_async(self._run)
            return result

    @property
    def _outcomes_now(self) -> RunOutcomes:
        return RunOutcomes(self._claim, self._run, self._clock.now())

    def _stopped(self) -> RunOutcome | None:
        """Say what a cancellation means; one that nobody asked for came from within the job."""
        if self._control.is_lost:
            return None
        if self._control.is_handed_over:
            return self._outcomes_now.handed_over()
        if self._control.by:
            return self._outcomes_now.cancelled(self._control.by)
        return self._outcomes_now.failed(RuntimeError("something that the job waited for was cancelled"))

    def _unsuccessful(self, error: Exception) -> RunOutcome:
        if self._control.deadline.expired():
            return self._outcomes_now.timed_out()
        return self._outcomes_now.failed(error)
