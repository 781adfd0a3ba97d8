"""JobRunner: takes runs from the queue and carries them out in this process."""

import asyncio
import random
from collections import deque

import structlog

from application.clock import Clock
from application.hosting import BackgroundService
from application.job.execution_claims import Claim, ExecutionClaims, OutpacedError
from application.job.job_queue import JobQueue
from application.job.run_attempt import RunAttempt
from application.job.run_attempts import RunAttempts
from application.ports.job_executions import JobExecutions
from application.process_name import ProcessName
from application.settings import Settings
from domain.errors import SourceUnavailableError
from domain.job.job_execution import JobExecution

LOOK_SECONDS = 0.25
CANDIDATES = 500
"""Found at a time: SecantusDB reads all that wait, however few are asked for."""
RENEWED_EACH = 1 / 3
WORKED_FOR = 0.8
HAND_OVER_SECONDS = 2.0

log = structlog.get_logger(__name__)


class JobRunner(BackgroundService):
    """Runs at most `max_concurrent_executions` at once, each under a lease that is renewed each third of its time.

    When it stops, it begins no more, gives those that go on `job_drain_seconds`, and hands over what is left: another
    process goes on with it at once.
    """

    def __init__(
        self,
        executions: JobExecutions,
        queue: JobQueue,
        claims: ExecutionClaims,
        runs: RunAttempts,
        process: ProcessName,
        clock: Clock,
        settings: Settings,
    ) -> None:
        super().__init__()
        self._executions = executions
        self._queue = queue
        self._claims = claims
        self._runs = runs
        self._process = process
        self._clock = clock
        self._settings = settings
        self._going: dict[str, RunAttempt] = {}
        self._candidates: deque[JobExecution] = deque()
        self._renewed_at_seconds = self._followed_at_seconds = clock.monotonic_seconds()
        self._stopping = False
        self._away = False

    async def run_async(self) -> None:
        """Look for runs, and look after those that go on, until told to stop."""
        async with asyncio.TaskGroup() as tasks:
            watch = tasks.create_task(self._stop_what_is_lost_async())
            while self._is_needed:
                try:
                    await self._look_async(tasks)
                    self._away = False
                except SourceUnavailableError as error:
                    self._note_away(error)
                await self._clock.wait_async(LOOK_SECONDS, self._queue.arrived)
            watch.cancel()

    async def stop_async(self) -> None:
        """Begin no more; let what goes on end, or hand it over."""
        self._stopping = True
        self._queue.arrived.set()
        await self._wait_for_runs(self._settings.job_drain_seconds)
        for run in list(self._going.values()):
            run.hand_over()
        await self._wait_for_runs(HAND_OVER_SECONDS)
        await super().stop_async()

    async def _wait_for_runs(self, seconds: float) -> None:
        if self.task is not None:
            await asyncio.wait([self.task], timeout=seconds)

    async def _look_async(self, tasks: asyncio.TaskGroup) -> None:
        self._queue.arrived.clear()
        if self._going:
            await self._renew_when_due_async()
            await self._follow_asked_async()
        if self._free:
            await self._begin_async(tasks)

    @property
    def _is_needed(self) -> bool:
        return not self._stopping or bool(self._going)

    @property
    def _free(self) -> int:
        return 0 if self._stopping else self._settings.max_concurrent_executions - len(self._going)

    @property
    def _held(self) -> dict[str, RunAttempt]:
        """The runs that are still this process's, as far as it knows."""
        return {name: run for name, run in self._going.items() if not run.is_lost}

    async def _begin_async(self, tasks: asyncio.TaskGroup) -> None:
        if not self._candidates:
            await self._find_async()
        while self._candidates and self._free:
            due, asked_at_seconds = self._candidates.popleft(), self._clock.monotonic_seconds()
            try:
                claim = None if due.id in self._going else await self._claims.claim_async(due)
            except OutpacedError:
                await self._find_async()  # the others that were found are likely to be gone as well
                continue
            if claim is not None:
                self._start(tasks, claim, asked_at_seconds)

    async def _find_async(self) -> None:
        """Find what is due; of a long queue each process begins at a place of its own, so that few want the same."""
        self._candidates = deque(await self._claims.due_async(CANDIDATES))
        if len(self._candidates) == CANDIDATES:
            self._candidates.rotate(random.randrange(CANDIDATES))  # noqa: S311  # spreads processes, hides nothing

    def _start(self, tasks: asyncio.TaskGroup, claim: Claim, asked_at_seconds: float) -> None:
        if not self._held:
            self._renewed_at_seconds = asked_at_seconds
        run = self._runs.new(claim)
        self._going[claim.execution.id] = run
        tasks.create_task(self._run_async(run), name=f"job {claim.execution.id}")

    async def _run_async(self, run: RunAttempt) -> None:
        try:
            await run.run_async()
        finally:
            del self._going[run.id]
            self._queue.arrived.set()

    async def _renew_when_due_async(self) -> None:
        now = self._clock.monotonic_seconds()
        if now - self._renewed_at_seconds >= self._settings.job_lease_seconds * RENEWED_EACH:
            await self._executions.renew_async(self._process.name, list(self._held), self._settings.job_lease_seconds)
            self._renewed_at_seconds = now

    async def _follow_asked_async(self) -> None:
        """See what was asked of the runs that go on, or that somebody else has one."""
        now = self._clock.monotonic_seconds()
        if now - self._followed_at_seconds < LOOK_SECONDS:
            return
        self._followed_at_seconds = now
        going = list(self._going.values())
        held = await self._executions.held_async(self._process.name)
        for run in going:
            run.follow(held.get(run.id))

    async def _stop_what_is_lost_async(self) -> None:
        """By this process's own clock, before anybody else may begin what it runs."""
        while True:
            lived_seconds = self._clock.monotonic_seconds() - self._renewed_at_seconds
            if lived_seconds >= self._settings.job_lease_seconds * WORKED_FOR:
                for run in self._held.values():
                    run.lose()
            await self._clock.wait_async(LOOK_SECONDS)

    def _note_away(self, error: SourceUnavailableError) -> None:
        if not self._away:
            log.warning("job_queue_unreachable", reason=str(error))
        self._away = True
