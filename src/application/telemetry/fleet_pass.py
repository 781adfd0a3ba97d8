"""FleetPass: one run's way through the workers of the fleet."""

from bisect import bisect_left
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from functools import cached_property
from operator import attrgetter

from application.clock import Clock
from application.job.job_run import JobRun, RunRateLimitedError
from application.telemetry.fleet_refresh import FleetRefresh
from domain.telemetry.source_failure import SourceFailure
from domain.worker.cml_worker import CMLWorker

THROTTLED = frozenset({"throttled"})
PATIENCE_SECONDS = 30.0
LARGEST_PART = 1_000
CALLS_PER_WORKER = 4
"""What a worker is taken to cost before any was read."""
SEPARATOR = ","
BY_ID = attrgetter("state.id")


class FleetPass:
    """Hands out the workers in parts: all at once, or as many as the budget of calls is likely to bear.

    A run that is over its budget leaves the rest to the next one, which begins there. Whom a source asked for
    patience is read again, alone, when the same run goes on.
    """

    def __init__(self, run: JobRun, workers: Sequence[CMLWorker], clock: Clock) -> None:
        self._run = run
        self._clock = clock
        self._workers = _in_order(run, workers)
        self._done = 0
        self._throttled: dict[str, SourceFailure] = {}

    @property
    def count(self) -> int:
        """How many workers there are to read."""
        return len(self._workers)

    async def parts_async(self) -> AsyncIterator[Sequence[CMLWorker]]:
        """Yield the next workers to read, until all are read or the budget is spent."""
        while self._done < self.count and not self._run.is_over_budget:
            part = self._workers[self._done : self._done + self._part_size()]
            yield part
            self._done += len(part)
            await self._run.progress_async(self._done, self.count, "workers read")

    def read(self, refresh: FleetRefresh) -> None:
        """Take notice of what was read of a part: who could not be read is named in a warning, or read again."""
        for worker_id, failures in refresh.failures.items():
            for failure in failures:
                self._note(worker_id, self._names[worker_id], failure)
        if refresh.ec2_absent:
            self._run.warn("EC2 does not list", *sorted(map(self._names.__getitem__, refresh.ec2_absent)))

    @cached_property
    def _names(self) -> dict[str, str]:
        """Made where somebody is to be named: most runs name nobody."""
        return {worker.aggregate_id: _name(worker) for worker in self._workers}

    async def end_async(self) -> None:
        """Leave who was not read to the next run.

        Raises RunRateLimitedError where a source wants patience for some workers, who are then the run's cursor.
        """
        if self._throttled:
            await self._be_patient_async()
        if left := self._workers[self._done :]:
            self._leave(left)

    def _leave(self, left: Sequence[CMLWorker]) -> None:
        named = map(_name, left)
        self._run.warn("left out, since the budget of calls is spent; the next run begins with the first", *named)
        self._run.leave_off_at(left[0].aggregate_id)

    def _note(self, worker_id: str, name: str, failure: SourceFailure) -> None:
        if failure.code in THROTTLED:
            self._throttled[worker_id] = failure
        else:
            self._run.warn(f"{failure.source} could not be read ({failure.code})", f"{name}: {failure.message}")

    async def _be_patient_async(self) -> None:
        ids = SEPARATOR.join(sorted(self._throttled))
        await self._run.progress_async(self._done, self.count, "waits for throttled sources", cursor=ids)
        seconds = max(failure.retry_after_seconds or PATIENCE_SECONDS for failure in self._throttled.values())
        raise RunRateLimitedError(
            f"{len(self._throttled)} workers could not be read: {next(iter(self._throttled.values())).message}",
            self._clock.now() + timedelta(seconds=max(seconds, PATIENCE_SECONDS)),
        )

    def _part_size(self) -> int:
        left = self._run.calls_left
        if left is None:
            return self.count
        spent = self._run.counters.aws_calls + self._run.counters.cml_calls
        each = max(1.0, spent / self._done if self._done else CALLS_PER_WORKER)
        return max(1, min(LARGEST_PART, int(left / each)))


def _name(worker: CMLWorker) -> str:
    return worker.state.name or worker.aggregate_id


def _in_order(run: JobRun, workers: Sequence[CMLWorker]) -> list[CMLWorker]:
    ordered = sorted(workers, key=BY_ID)
    if run.progress.cursor:
        wanted = set(run.progress.cursor.split(SEPARATOR))
        return [worker for worker in ordered if worker.aggregate_id in wanted]
    begin = bisect_left(ordered, run.continue_from or "", key=BY_ID)
    return [*ordered[begin:], *ordered[:begin]]
