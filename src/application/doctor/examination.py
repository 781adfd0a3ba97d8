"""Examination: runs checks side by side, each on its own account."""

import asyncio
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from application.clock import Clock
from application.doctor.check import Check, Step
from application.doctor.finding import Finding, Outcome, failed, skipped
from application.errors import StartupError
from application.faults import result_or_error
from domain.errors import DomainError

DEADLINE_SECONDS = 15.0
"""More than what one call to AWS may take with its attempts, which has the better words for it."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A finding, of which check, and how long the look took."""

    name: str
    subject: str
    finding: Finding
    seconds: float


class Examination:
    """A check that fails, hangs or surprises hides no other."""

    def __init__(self, clock: Clock, deadline_seconds: float = DEADLINE_SECONDS) -> None:
        self._clock = clock
        self._deadline_seconds = deadline_seconds

    async def examine_async(self, steps: Sequence[Step]) -> list[Diagnosis]:
        """Run the checks of all steps at once, and return what they found in the order of the steps."""
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._examine(step)) for step in steps]
        return [diagnosis for task in tasks for diagnosis in task.result()]

    async def _examine(self, step: Step) -> list[Diagnosis]:
        began = self._clock.monotonic_seconds()
        finding = await self._finding(step.check)
        seconds = round(self._clock.monotonic_seconds() - began, 3)
        diagnosis = Diagnosis(step.check.name, step.check.subject, finding, seconds)
        if finding.outcome is Outcome.FAILED:
            return [diagnosis, *_not_looked_at(step, step.check.name)]
        return [diagnosis, *await self.examine_async(step.then)]

    async def _finding(self, check: Check) -> Finding:
        try:
            async with asyncio.timeout(self._deadline_seconds):
                found = await result_or_error(check.run_async())
        except TimeoutError:
            return failed(f"no answer within {self._deadline_seconds:g} s", "see whether it can be reached from here")
        return found if isinstance(found, Finding) else _finding_of(found)


def _finding_of(error: Exception) -> Finding:
    if isinstance(error, DomainError | StartupError):
        return failed(str(error), "")
    traceback.print_exception(error)
    return failed(f"the check itself failed ({type(error).__name__})", "report it with what standard error says")


def _not_looked_at(step: Step, failed_name: str) -> Iterator[Diagnosis]:
    for then in step.then:
        yield Diagnosis(then.check.name, then.check.subject, skipped(f"not looked at, for {failed_name} failed"), 0.0)
        yield from _not_looked_at(then, failed_name)
