"""CountedSlots: up to where the slots of each job are accounted for."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from application.clock import Clock, rfc3339
from application.job.job_plan import JobPlan
from application.job.slot_keeper import SlotKeeper
from application.job.slots import DueSlots, due_slots
from application.ports.job_executions import JobExecutions
from domain.job.job_execution import TriggerKind
from domain.job.schedule import Schedule

SET_BACK = timedelta(seconds=5)
"""By how much the clocks of two hosts may differ before it means that somebody has set one."""


@dataclass(slots=True)
class _Counted:
    """Slots of `schedule` are accounted for up to `until`; those up to `again_until` had a run before, by another id.

    `mark` ends the ids of slots that come again: it says from where the clock was set back, in every process alike.
    """

    schedule: Schedule | None
    until: datetime
    again_until: datetime | None = None
    mark: str = ""

    def clock_is_at(self, now: datetime) -> None:
        """Count from there, where the clock was set back; where it was set right again, not what had its run before."""
        if self.until > now + SET_BACK:
            self.mark = f"{self.mark_of(self.until)}~{rfc3339(self.until)}"
            self.again_until = max(self.until, self.again_until or self.until)
            self.until = now
        elif self.again_until is not None and now > self.again_until:
            self.until = max(self.until, self.again_until)

    def mark_of(self, slot: datetime) -> str:
        """Return how the id of a slot ends."""
        return self.mark if self.again_until is not None and slot <= self.again_until else ""


class CountedSlots:
    """Every slot after the last one on record becomes a run, or is missed: none is passed over.

    Counting begins anew for a job that is enabled or gets another schedule: when that was, or with the last look.
    """

    def __init__(self, keeper: SlotKeeper, executions: JobExecutions, clock: Clock) -> None:
        self._keeper = keeper
        self._executions = executions
        self._clock = clock
        self._counted: dict[str, _Counted] = {}
        self._started: set[str] = set()
        self._looked_at = clock.now()
        self.due = asyncio.Event()

    def note(self, slots: Sequence[datetime]) -> None:  # noqa: ARG002  # all that are due are looked at
        """Take notice that slots of some job are due."""
        self.due.set()

    def clock_moved(self) -> None:
        """Count from where the clock is now."""
        for counted in self._counted.values():
            counted.clock_is_at(self._clock.now())

    async def catch_up_async(self, plans: Mapping[str, JobPlan]) -> None:
        """Begin where the records end: one run for what is not too late, and the runs that come with a start."""
        self._counted.clear()
        self._looked_at = self._clock.now()
        for name, plan in plans.items():
            self._counted[name] = _Counted(plan.slots, await self._on_record_async(plan))
            self._counted[name].clock_is_at(self._clock.now())
            caught_up = await self._keep_async(plan, TriggerKind.CATCH_UP)
            await self._start_async(plan, caught_up)

    async def keep_due_async(self, plans: Mapping[str, JobPlan]) -> None:
        """Keep the slots that have come due since the last look."""
        self.due.clear()
        now = self._clock.now()
        for name, plan in plans.items():
            if self._counted[name].schedule != plan.slots:
                changed_at = max(self._looked_at, plan.configuration.counted_from)
                self._counted[name] = _Counted(plan.slots, min(changed_at, now))
            await self._keep_async(plan, TriggerKind.SCHEDULE)
        self._looked_at = now

    async def _keep_async(self, plan: JobPlan, triggered_by: TriggerKind) -> bool:
        counted = self._counted[plan.name]
        due = await self._due_async(plan, counted)
        if due is None:
            return False
        await self._keeper.keep_async(plan, due, triggered_by, counted.mark_of(due.newest))
        counted.until = due.newest
        return True

    async def _due_async(self, plan: JobPlan, counted: _Counted) -> DueSlots | None:
        now = self._clock.now()
        if plan.slots is None:
            return None
        due = due_slots(plan.slots, counted.until, now, plan.name)
        if due is None or due.count == 1:
            return due
        known = await self._on_record_async(plan)  # this process slept: another one may have led meanwhile
        return due_slots(plan.slots, max(counted.until, known) if known <= now else counted.until, now, plan.name)

    async def _on_record_async(self, plan: JobPlan) -> datetime:
        """Return where the records end."""
        newest = await self._executions.newest_slot_async(plan.name)
        counted_from = plan.configuration.counted_from
        return max(counted_from, newest.scheduled_for) if newest else counted_from

    async def _start_async(self, plan: JobPlan, caught_up: bool) -> None:
        """Once in the life of this process."""
        if plan.job.run_at_start and plan.enabled and plan.name not in self._started and not caught_up:
            await self._keeper.start_async(plan)
        self._started.add(plan.name)
