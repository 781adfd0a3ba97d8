"""RunCounters: what is done for the run of a job, counted where it is done."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from domain.job.job_execution import ExecutionCounters


@dataclass(slots=True)
class RunCounters:
    """Counts for one run, in all the tasks that were begun in it. See ExecutionCounters."""

    aws_calls: int = 0
    cml_calls: int = 0
    db_writes: int = 0
    events: int = 0
    first_sequence: int = 0
    last_sequence: int = 0

    def committed(self, states: int, events: int, first: int, last: int) -> None:
        """Count a commit whose events lie between two positions of the log."""
        self.db_writes += states
        self.events += events
        self.first_sequence = min(self.first_sequence or first, first)
        self.last_sequence = max(self.last_sequence, last)

    def record(self) -> ExecutionCounters:
        """Return them as they are kept."""
        return ExecutionCounters(
            aws_calls=self.aws_calls,
            cml_calls=self.cml_calls,
            db_writes=self.db_writes,
            events=self.events,
            first_sequence=self.first_sequence,
            last_sequence=self.last_sequence,
        )


_counting: ContextVar[RunCounters | None] = ContextVar("run_counters", default=None)


@contextmanager
def counting(counters: RunCounters) -> Iterator[None]:
    """Count in `counters` what is done inside the block and in the tasks that are begun in it."""
    token = _counting.set(counters)
    try:
        yield
    finally:
        _counting.reset(token)


def run_counters() -> RunCounters:
    """Return the counters of the run that goes on here; outside of runs, some that nobody reads."""
    return _counting.get() or RunCounters()
