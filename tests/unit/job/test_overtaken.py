"""Two processes want the same thing at the same moment: one is heard, and the other does nothing."""

from datetime import timedelta

import pytest

from application.job import job_runner
from application.job.execution_claims import ExecutionClaims, OutpacedError
from application.job.execution_refusals import ExecutionRefusals
from application.job.job_queue import JobQueue
from application.job.slot_keeper import SlotKeeper
from application.job.slots import DueSlots, due_slots
from domain.job.job_execution import ExecutionState, TriggerKind
from domain.job.schedule import Schedule
from fakes.fake_clock import NOON
from fakes.fake_process import FakeProcess, FakeWorld, until
from fakes.job_steps import NEVER, job_of, nothing, plan_of, record, states, told, triggered

NOBODY_EVER = Schedule(cron="0 0 */31 * MON#2")
"""The first of a month that is its second Monday."""


async def test_refusals_of_what_somebody_has_by_now_change_nothing(world: FakeWorld) -> None:
    """Skipped, missed, cancelled or given up: the fence says that it is another one's."""
    async with FakeProcess(world, jobs=[job_of(nothing, **NEVER)]) as process:
        await triggered(world, process, due_at=NOON + timedelta(days=1))
        seen = record(world)
        taken = await world.executions.take_async(seen, "other", 60, overlap_key="probe")
        refusals = process.get(ExecutionRefusals)
        await refusals.skip_async(seen, "x")
        await refusals.miss_async(seen)
        await refusals.cancel_async(seen)
        await refusals.give_up_async(seen)
        assert (record(world), told(process)) == (taken, [])


async def test_takeover_of_what_somebody_took_over_begins_nothing(world: FakeWorld) -> None:
    """It was seen as broken before."""
    process = FakeProcess(world, jobs=[job_of(nothing, **NEVER)])
    await triggered(world, process, state=ExecutionState.RUNNING, holder="dead", lease_until=NOON, attempt=1)
    seen = record(world)
    assert await world.executions.take_async(seen, "other", 60, overlap_key="probe")
    with pytest.raises(OutpacedError):
        await process.get(ExecutionClaims).claim_async(seen)


async def test_two_processes_share_a_long_queue(world: FakeWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each run is begun by one; who finds one gone looks again, since others it found are gone as well."""
    monkeypatch.setattr(job_runner, "CANDIDATES", 8)
    jobs, number = [job_of(nothing, overlap="allow", **NEVER)], 40
    one, two = (FakeProcess(world, jobs=jobs) for _ in range(2))
    for each in range(number):
        await triggered(world, one, f"run-{each:02d}")
    async with one, two:
        await until(lambda: states(world) == [ExecutionState.COMPLETED] * number)
    assert {each.attempt for each in world.executions.records.values()} == {1}
    assert len({each.holder for each in world.executions.records.values()}) == 2


async def test_what_is_in_the_queue_is_not_put_in_again(world: FakeWorld) -> None:
    """Nor is a miss told twice."""
    async with FakeProcess(world, jobs=[job_of(nothing, misfire_grace_seconds=1, **NEVER)]) as process:
        await triggered(world, process, due_at=NOON + timedelta(days=1))
        assert not await process.get(JobQueue).put_async(record(world))
        due = DueSlots(newest=NOON - timedelta(seconds=10), before_newest=None, count=2)
        for _ in range(2):
            await process.get(SlotKeeper).keep_async(await plan_of(process), due, TriggerKind.SCHEDULE)
        await world.pass_async(0.25)
        assert told(process) == ["job.missed"]


def test_a_line_that_names_no_time_has_no_slots() -> None:
    """Nobody is kept waiting for one."""
    assert due_slots(NOBODY_EVER, NOON, NOON + timedelta(days=9), "probe") is None


async def test_lateness_and_duration_are_those_of_the_clock(world: FakeWorld) -> None:
    """None where it never began, and never less than nothing."""
    await triggered(world, FakeProcess(world, jobs=[job_of(nothing)]))
    waiting = record(world)
    assert (waiting.lateness_seconds, waiting.duration_seconds, waiting.has_begun) == (None, None, False)
    taken = await world.executions.take_async(
        waiting, "p", 60, overlap_key="a", started_at=NOON + timedelta(seconds=3), finished_at=NOON
    )
    assert taken is not None
    assert (taken.lateness_seconds, taken.duration_seconds, taken.has_begun) == (3, 0, True)
