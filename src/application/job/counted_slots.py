"""CountedSlots: up to where the slots of each job are accounted for."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from application.clock import Clock
from application.job.job_plan import JobPlan
from application.job.slot_keeper import SlotKeeper
from application.job.slots import due_slots
from application.ports.job_executions import JobExecutions
from domain.job.job_execution import TriggerKind
from domain.job.schedule import Schedule


@dataclass(slots=True)
class _Counted:
    """Slots of `schedule` are accounted for up to `until`."""

    schedule: Schedule | None
    until: datetime


class CountedSlots:
    """Every slot after the last one on record becomes a run, or is missed: none is passed over.

    Counting begins anew, at the present, for a job that is enabled or gets another schedule.
    """

    def __init__(self, keeper: SlotKeeper, executions: JobExecutions, clock: Clock) -> None:
        self._keeper = keeper
        self._executions = executions
        self._clock = clock
        self._counted: dict[str, _Counted] = {}
        self._started: set[str] = set()
        self.due = asyncio.Event()

    def note(self, name: str, slots: Sequence[datetime]) -> None:  # noqa: ARG002  # all that are due are looked at
        """Take notice that slots of a job are due."""
        self.due.set()

    def clock_moved(self) -> None:
        """Count from where the clock is now, where it was set back."""
        now = self._clock.now()
        for counted in self._counted.values():
            counted.until = min(counted.until, now)

    async def catch_up_async(self, plans: Mapping[str, JobPlan]) -> None:
        """Begin where the records end: one run for what is not too late, and the runs that come with a start."""
        self._counted.clear()
        for name, plan in plans.items():
            self._counted[name] = _Counted(plan.slots, await self._on_record_async(plan))
            caught_up = await self._keep_async(plan, TriggerKind.CATCH_UP)
            await self._start_async(plan, caught_up)

    async def keep_due_async(self, plans: Mapping[str, JobPlan]) -> None:
        """Keep the slots that have come due since the last look."""
        self.due.clear()
        for name, plan in plans.items():
            if self._counted[name].schedule != plan.slots:
                self._counted[name] = _Counted(plan.slots, self._clock.now())
            await self._keep_async(plan, TriggerKind.SCHEDULE)

    async def _keep_async(self, plan: JobPlan, triggered_by: TriggerKind) -> bool:
        counted = self._counted[plan.name]
        if plan.slots is None:
            return False
        due = due_slots(plan.slots, counted.until, self._clock.now(), plan.name)
        if due is not None and due.count > 1:  # this process slept: another one may have led meanwhile
            counted.until = max(counted.until, await self._on_record_async(plan))
            due = due_slots(plan.slots, counted.until, self._clock.now(), plan.name)
        if due is None:
            return False
        await self._keeper.keep_async(plan, due, triggered_by)
        counted.until = due.newest
        return True

    async def _on_record_async(self, plan: JobPlan) -> datetime:
        """Return where the records end, but no time to come: by a clock that was set back, those are of no use."""
        newest = await self._executions.newest_slot_async(plan.name)
        counted_from = plan.configuration.counted_from
        return min(self._clock.now(), max(counted_from, newest.scheduled_for) if newest else counted_from)

    async def _start_async(self, plan: JobPlan, caught_up: bool) -> None:
        """Once in the life of this process."""
        if plan.job.run_at_start and plan.enabled and plan.name not in self._started and not caught_up:
            await self._keeper.start_async(plan)
        self._started.add(plan.name)
