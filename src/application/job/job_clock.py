"""JobClock: one process at a time turns time into runs."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial

import structlog

from application.clock import Clock
from application.hosting import BackgroundService
from application.job.counted_slots import CountedSlots
from application.job.job_plan import JobPlan, JobPlans
from application.job.job_standings import JobStandings
from application.job.slots import next_slot
from application.job.wall_clock_watch import WallClockWatch
from application.lease_keeper import LeaseKeeper
from application.ports.job_scheduler import JobScheduler
from application.ports.leases import Lease
from application.settings import Settings
from domain.job.schedule import Schedule

LEASE = "scheduler"
LOOK_SECONDS = 1.0

log = structlog.get_logger(__name__)


class JobClock(BackgroundService):
    """Leads while this process holds the lease, and steps down by its own clock before the lease ends.

    What the code, the settings or a person says of a schedule is looked at each second. Two that lead at once do no
    harm: slots have fixed ids.
    """

    def __init__(
        self,
        leases: LeaseKeeper,
        scheduler: JobScheduler,
        plans: JobPlans,
        counted: CountedSlots,
        standings: JobStandings,
        clock: Clock,
        settings: Settings,
    ) -> None:
        super().__init__()
        self._leases = leases
        self._scheduler = scheduler
        self._plans = plans
        self._counted = counted
        self._standings = standings
        self._clock = clock
        self._lease_seconds = settings.scheduler_lease_seconds
        self._kept: dict[str, Schedule] = {}

    async def run_async(self) -> None:
        """Lead whenever nobody else does, until cancelled."""
        await self._leases.hold_async(LEASE, self._lease_seconds, self._lead_async)

    async def _lead_async(self, lease: Lease) -> None:
        log.info("scheduler_leads", term=lease.term)
        self._kept.clear()
        self._scheduler.start()
        try:
            await self._keep_time_async()
        finally:
            await self._scheduler.shutdown_async()

    async def _keep_time_async(self) -> None:
        plans = await self._plans.load_async()
        await self._counted.catch_up_async(plans)
        watch = WallClockWatch(self._clock)
        while True:
            self._schedule(plans)
            await self._standings.refresh_when_old_async(plans)
            await self._clock.wait_async(LOOK_SECONDS, self._counted.due)
            if watch.has_moved():
                log.warning("wall_clock_moved")
                self._counted.clock_moved()
                self._unschedule(list(self._kept))
            plans = await self._plans.load_async()
            await self._counted.keep_due_async(plans)

    def _schedule(self, plans: Mapping[str, JobPlan]) -> None:
        """Let the scheduler have what differs from before."""
        wanted = {name: plan.slots for name, plan in plans.items() if plan.slots is not None}
        self._unschedule(set(self._kept) - set(wanted))
        for name, schedule in wanted.items():
            if self._kept.get(name) != schedule:
                self._scheduler.add_job(name, partial(_next, schedule, name), self._counted.note)
                self._kept[name] = schedule
                log.info("job_scheduled", job=name, schedule=str(schedule))

    def _unschedule(self, names: Iterable[str]) -> None:
        for name in names:
            self._scheduler.remove_job(name)
            del self._kept[name]
            log.info("job_unscheduled", job=name)


def _next(schedule: Schedule, name: str, after: datetime) -> datetime:
    return next_slot(schedule, after, name)
