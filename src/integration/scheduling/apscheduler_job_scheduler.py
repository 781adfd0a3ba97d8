"""APSchedulerJobScheduler: APScheduler 3 as the clock of the jobs, with its memory store."""

import asyncio
import logging
from datetime import datetime

from apscheduler.events import EVENT_SCHEDULER_SHUTDOWN
from apscheduler.executors.base import BaseExecutor
from apscheduler.job import Job
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from application.ports.job_scheduler import JobScheduler, NextSlot, SlotsDue


class APSchedulerJobScheduler(JobScheduler):
    """An AsyncIOScheduler for each start. `coalesce` is off and no grace is set, so that every slot comes through."""

    def __init__(self) -> None:
        logging.getLogger("apscheduler").setLevel(logging.WARNING)
        self._scheduler = _new_scheduler()

    def start(self) -> None:
        """See JobScheduler."""
        self._scheduler = _new_scheduler()
        self._scheduler.start()

    def add_job(self, name: str, next_slot: NextSlot, slots_due: SlotsDue) -> None:
        """See JobScheduler."""
        slots_come_later: list[datetime] = []  # APScheduler wants to see all arguments of a job when it is added
        trigger = SlotTrigger(next_slot)
        self._scheduler.add_job(slots_due, trigger, [slots_come_later], id=name, coalesce=False, replace_existing=True)

    def remove_job(self, name: str) -> None:
        """See JobScheduler."""
        self._scheduler.remove_job(name)

    async def shutdown_async(self) -> None:
        """See JobScheduler."""
        ended = asyncio.Event()
        self._scheduler.add_listener(lambda _: ended.set(), EVENT_SCHEDULER_SHUTDOWN)
        self._scheduler.shutdown()  # returns at once and shuts down in a later turn of the event loop
        await ended.wait()


def _new_scheduler() -> AsyncIOScheduler:
    return AsyncIOScheduler(timezone="UTC", executors={"default": SlotExecutor()})


class SlotTrigger(BaseTrigger):  # type: ignore[misc]  # APScheduler has no types
    """Fires at the slots of a job."""

    def __init__(self, next_slot: NextSlot) -> None:
        self._next_slot = next_slot

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """Return the slot after the one before, however late that was; the first one lies after `now`."""
        return self._next_slot(previous_fire_time or now)


class SlotExecutor(BaseExecutor):  # type: ignore[misc]  # APScheduler has no types
    """Hands the due slots over at once, on the event loop.

    APScheduler's own executors keep the slot's time to themselves, drop slots beyond `max_instances` or its
    grace with a log line of their own, and leave running jobs behind when they shut down (3.11.3).
    """

    def _do_submit_job(self, job: Job, run_times: list[datetime]) -> None:
        job.func(run_times)
        self._run_job_success(job.id, [])
