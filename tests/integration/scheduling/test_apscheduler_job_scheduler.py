"""The real APScheduler as the clock of jobs: nothing dropped, nothing left behind."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from application.job.slots import next_slot
from domain.job.schedule import Schedule
from integration.scheduling.apscheduler_job_scheduler import APSchedulerJobScheduler

INTERVAL = timedelta(seconds=0.05)
SLOTS = partial(next_slot, Schedule.every(INTERVAL.total_seconds()), job="probe")


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
    before = datetime.now(UTC)
    scheduler.start()
    scheduler.add_job("probe", SLOTS, calls)
    await calls.wait_for(4)
    slots = [slot for due in calls.slots for slot in due]
    assert slots == [slots[0] + number * INTERVAL for number in range(len(slots))]
    assert slots[0] >= SLOTS(before)
    assert slots[-1] <= datetime.now(UTC)


async def test_all_slots_come_at_once_when_the_loop_stood_still(scheduler: APSchedulerJobScheduler) -> None:
    """A blocked event loop delays slots and loses none."""
    calls = Calls()
    scheduler.start()
    scheduler.add_job("probe", SLOTS, calls)
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

    scheduler.start()
    scheduler.add_job("broken", SLOTS, broken)
    scheduler.add_job("probe", SLOTS, calls)
    await raised.wait_for(3)
    await calls.wait_for(3)


async def test_nothing_is_left_when_shut_down() -> None:
    """After the shutdown no task, timer or slot remains."""
    calls = Calls()
    scheduler = APSchedulerJobScheduler()
    scheduler.start()
    scheduler.add_job("probe", SLOTS, calls)
    await calls.wait_for(1)
    await scheduler.shutdown_async()
    count = len(calls.slots)
    await asyncio.sleep(3 * INTERVAL.total_seconds())
    assert len(calls.slots) == count
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_slots_lie_on_another_grid_when_it_is_added_again(scheduler: APSchedulerJobScheduler) -> None:
    """At once, though the slot that was next is a day away."""
    calls = Calls()
    scheduler.start()
    scheduler.add_job("probe", partial(next_slot, Schedule.every(86_400), job="probe"), calls)
    scheduler.add_job("probe", SLOTS, calls)
    await calls.wait_for(2)
    for slot in (slot for due in calls.slots for slot in due):
        assert SLOTS(slot - timedelta(milliseconds=1)) == slot


async def test_no_slot_comes_any_more_when_it_is_removed(scheduler: APSchedulerJobScheduler) -> None:
    """Others go on; after another start none is left of before."""
    gone, calls = Calls(), Calls()
    scheduler.start()
    scheduler.add_job("gone", SLOTS, gone)
    scheduler.add_job("probe", SLOTS, calls)
    scheduler.remove_job("gone")
    await calls.wait_for(2)
    await scheduler.shutdown_async()
    scheduler.start()
    await asyncio.sleep(3 * INTERVAL.total_seconds())
    assert (gone.slots, len(calls.slots)) == ([], 2)
