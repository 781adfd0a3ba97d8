"""The real APScheduler as the clock of jobs: nothing dropped, nothing left behind."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from application.job.epoch_grid import next_slot

from integration.scheduling.apscheduler_job_scheduler import APSchedulerJobScheduler

INTERVAL = timedelta(seconds=0.05)
SLOTS = partial(next_slot, interval_seconds=INTERVAL.total_seconds(), job_name="probe")


class Calls:
    """Notes each call with its slots, and can be waited for."""

    def __init__(self) -> None:
        self.slots: list[list[datetime]] = []
        self._queue: asyncio.Queue[None] = asyncio.Queue()

    def __call__(self, slots: Sequence[datetime]) -> None:
        """Note the slots."""
        self.slots.append(list(slots))
        self._queue.put_nowait(None)

    async def wait_for(self, count: int) -> None:
        """Return after so many more calls."""
        for _ in range(count):
            await self._queue.get()


@pytest.fixture
async def scheduler() -> AsyncIterator[APSchedulerJobScheduler]:
    """A scheduler that is started by the test and stopped after it."""
    scheduler = APSchedulerJobScheduler()
    yield scheduler
    await scheduler.shutdown_async()


async def test_slots_are_handed_over_when_they_come_due(scheduler: APSchedulerJobScheduler) -> None:
    """Each slot of the grid comes once, in order, not before its time and with its own time."""
    calls = Calls()
    scheduler.add_job("probe", SLOTS, calls)
    before = datetime.now(UTC)
    scheduler.start()
    await calls.wait_for(4)
    slots = [slot for due in calls.slots for slot in due]
    assert slots == [slots[0] + number * INTERVAL for number in range(len(slots))]
    assert slots[0] >= SLOTS(before)
    assert slots[-1] <= datetime.now(UTC)


async def test_all_slots_come_at_once_when_the_loop_stood_still(scheduler: APSchedulerJobScheduler) -> None:
    """A blocked event loop delays slots and loses none."""
    calls = Calls()
    scheduler.add_job("probe", SLOTS, calls)
    scheduler.start()
    await calls.wait_for(1)
    time.sleep(1)  # noqa: ASYNC251  # blocking the loop is what this test is about
    await calls.wait_for(2)
    slots = [slot for due in calls.slots for slot in due]
    assert max(len(due) for due in calls.slots) >= 19
    assert slots == [slots[0] + number * INTERVAL for number in range(len(slots))]


async def test_later_slots_come_when_one_raised(scheduler: APSchedulerJobScheduler) -> None:
    """Neither the job whose callback raises nor its neighbour loses its slots."""
    calls, raised = Calls(), Calls()

    def broken(slots: Sequence[datetime]) -> None:
        raised(slots)
        raise RuntimeError("broken")

    scheduler.add_job("broken", SLOTS, broken)
    scheduler.add_job("probe", SLOTS, calls)
    scheduler.start()
    await raised.wait_for(3)
    await calls.wait_for(3)


async def test_nothing_is_left_when_shut_down() -> None:
    """After the shutdown no task, timer or slot remains."""
    calls = Calls()
    scheduler = APSchedulerJobScheduler()
    scheduler.add_job("probe", SLOTS, calls)
    scheduler.start()
    await calls.wait_for(1)
    await scheduler.shutdown_async()
    count = len(calls.slots)
    await asyncio.sleep(3 * INTERVAL.total_seconds())
    assert len(calls.slots) == count
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_slots_lie_on_another_grid_when_rescheduled(scheduler: APSchedulerJobScheduler) -> None:
    """At once, though the slot that was next is a day away."""
    calls, interval_seconds = Calls(), [86_400.0]

    def next_of_job(now: datetime) -> datetime:
        return next_slot(now, interval_seconds[0], "probe")

    scheduler.add_job("probe", next_of_job, calls)
    scheduler.start()
    interval_seconds[0] = INTERVAL.total_seconds()
    scheduler.reschedule("probe")
    await calls.wait_for(2)
    for slot in (slot for due in calls.slots for slot in due):
        assert SLOTS(slot - timedelta(microseconds=1)) == slot
