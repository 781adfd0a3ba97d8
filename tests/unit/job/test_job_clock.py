"""From time to runs: who leads, which slots there are, and what becomes of them."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from application.job.counted_slots import CountedSlots
from application.job.job_plan import JobPlans
from application.job.job_run import JobResult, JobRun
from application.ports.job_scheduler import JobScheduler
from domain.job.job_configuration import JobConfiguration
from domain.job.job_execution import ExecutionState, JobExecution, TriggerKind
from domain.job.schedule import Schedule
from fakes.fake_clock import NOON
from fakes.fake_process import FakeProcess, FakeWorld, until
from fakes.job_steps import NEVER, job_of, nothing, states

SCHEDULER: type[Any] = JobScheduler
PROBE = job_of(nothing, misfire_grace_seconds=25)
COMPLETED, MISSED = ExecutionState.COMPLETED, ExecutionState.MISSED


def slots_of(world: FakeWorld, job: str = "probe") -> list[JobExecution]:
    """The records, the oldest slot first."""
    found = sorted(world.executions.records.values(), key=lambda each: (each.scheduled_for, each.id))
    return [each for each in found if each.job == job]


async def test_each_slot_is_run_once_when_several_processes_are_there(world: FakeWorld) -> None:
    """Slots are ten seconds apart, and their ids follow from them."""
    async with FakeProcess(world, jobs=[PROBE]), FakeProcess(world, jobs=[PROBE]):
        await world.pass_async(60)
    slots = slots_of(world)
    assert [each.state for each in slots] == [COMPLETED] * 6
    assert [each.id for each in slots] == [
        f"probe@2026-06-01T12:0{second // 60}:{second % 60:02}.000Z"
        for second in ((each.scheduled_for - NOON).seconds for each in slots)
    ]
    assert {(b.scheduled_for - a.scheduled_for).seconds for a, b in pairwise(slots)} == {10}


async def test_next_process_leads_when_the_leader_ends(world: FakeWorld) -> None:
    """Of two one leads; its lease is free as soon as it stops."""
    async with FakeProcess(world, jobs=[PROBE]):
        await world.pass_async(12)
        async with FakeProcess(world, jobs=[PROBE]):
            first = world.leases.leases["scheduler"]
            await world.pass_async(2)
    async with FakeProcess(world, jobs=[PROBE]):
        await world.pass_async(12)
    assert (first.term, world.leases.leases["scheduler"].term) == (1, 2)
    assert states(world) == [COMPLETED] * len(states(world))


async def test_leader_steps_down_when_its_lease_cannot_be_renewed(world: FakeWorld) -> None:
    """By its own clock, before the lease is over; it leads again once the database is back."""
    async with FakeProcess(world, jobs=[PROBE]) as process:
        await world.pass_async(11)
        scheduler = process.get(SCHEDULER)
        world.leases.down = True
        await world.pass_async(20)
        assert scheduler.jobs == []
        world.leases.down = False
        await world.pass_async(20)
        assert scheduler.jobs == ["probe"]
    assert states(world) == [COMPLETED, COMPLETED, MISSED, COMPLETED, COMPLETED]


@pytest.mark.parametrize("seconds", [20, 200])
async def test_one_slot_is_caught_up_when_nobody_led(world: FakeWorld, seconds: int) -> None:
    """The newest is run where it is within the job's grace, and one record counts the others."""
    async with FakeProcess(world, jobs=[PROBE]):
        await world.pass_async(14)
    world.clock.pass_seconds(seconds)
    async with FakeProcess(world, jobs=[PROBE]) as process:
        await world.pass_async(2)
        [told] = [event for event in process.heard if event.short_type == "job.missed"]
    *_, first, missed, newest = slots_of(world)
    assert (missed.state, missed.missed, newest.state) == (MISSED, seconds // 10 - 1, COMPLETED)
    assert newest.triggered_by is TriggerKind.CATCH_UP
    assert missed.scheduled_for == newest.scheduled_for - timedelta(seconds=10)
    assert missed.scheduled_for - first.scheduled_for == timedelta(seconds=10 * missed.missed)
    data = told.cloud_event["data"]
    assert (data["count"], data["execution_id"]) == (missed.missed, missed.id)


async def test_all_slots_are_missed_when_it_is_too_late_for_the_newest(world: FakeWorld) -> None:
    """One record counts all; the next slot is run in time."""
    daily = job_of(nothing, interval=None, daily="12:01", misfire_grace_seconds=60)
    async with FakeProcess(world, jobs=[daily]):
        await world.pass_async(1)
    world.clock.pass_seconds(3 * 24 * 3600)
    async with FakeProcess(world, jobs=[daily]) as process:
        await world.pass_async(2)
        assert states(world) == [MISSED]
        assert slots_of(world)[0].missed == 3
        assert process.telemetry.value("cml_fleet.job.slots_dropped", job_name="probe", reason="missed") == 3


async def test_missed_slots_come_before_the_one_that_is_caught_up(world: FakeWorld) -> None:
    """Who dies in between leaves nothing behind that the next leader takes for counted."""
    async with FakeProcess(world, jobs=[PROBE]):
        await world.pass_async(12)
    world.clock.pass_seconds(50)
    process = FakeProcess(world, jobs=[PROBE])
    async with process:
        added: list[ExecutionState] = []
        add = world.executions.add_async

        async def noted(execution: JobExecution) -> bool:
            added.append(execution.state)
            return await add(execution)

        world.executions.add_async = noted  # type: ignore[method-assign]  # it watches
        await world.pass_async(1)
    assert added == [MISSED, ExecutionState.PENDING]


async def test_slots_that_another_leader_kept_are_not_missed(world: FakeWorld) -> None:
    """A leader that was frozen looks at the records before it counts."""
    async with FakeProcess(world, jobs=[PROBE]) as frozen:
        await world.pass_async(8)
        first = slots_of(world)[0]
        for number in (1, 2, 3):
            slot = first.scheduled_for + timedelta(seconds=10 * number)
            kept = replace(first, id=f"probe@{slot:%Y-%m-%dT%H:%M:%S}.000Z", scheduled_for=slot)
            world.executions.records[kept.id] = kept
        world.clock.pass_seconds(30)
        await world.pass_async(1)
        assert not [event for event in frozen.heard if event.short_type == "job.missed"]
    assert states(world) == [COMPLETED] * 4


async def test_a_job_that_is_new_misses_nothing(world: FakeWorld) -> None:
    """It is counted from when it was first seen."""
    async with FakeProcess(world, jobs=[job_of(nothing, **NEVER)]):
        await world.pass_async(2)
    world.clock.pass_seconds(3600)
    async with FakeProcess(world, jobs=[job_of(nothing, **NEVER), job_of(nothing, name="new")]):
        await world.pass_async(12)
    assert states(world) == []
    assert states(world, "new") in ([COMPLETED], [COMPLETED] * 2)
    assert world.job_configurations.records["new"].counted_from > NOON + timedelta(hours=1)


async def change(world: FakeWorld, **changes: object) -> None:
    """Change how the job is run, as a command does."""
    before = world.job_configurations.records["probe"]
    after = replace(before, **{"counted_from": world.clock.now(), "version": before.version + 1, **changes})  # type: ignore[arg-type]  # by name
    assert await world.job_configurations.replace_async(after)


async def test_a_disabled_job_stays_disabled_over_a_restart(world: FakeWorld) -> None:
    """Also where it is enabled in the code; once enabled again, it begins with the next slot and has missed nothing."""
    async with FakeProcess(world, jobs=[PROBE]) as process:
        await world.pass_async(2)
        await change(world, enabled=False)
        await world.pass_async(2)
        assert process.get(SCHEDULER).jobs == []
    before = len(states(world))
    for _ in range(2):
        async with FakeProcess(world, jobs=[PROBE]):
            await world.pass_async(30)
    assert len(states(world)) == before
    async with FakeProcess(world, jobs=[PROBE]):
        await world.pass_async(30)
        await change(world, enabled=True)
        await world.pass_async(12)
    assert states(world)[before:] in ([COMPLETED], [COMPLETED] * 2)


async def test_another_schedule_holds_at_once_and_counts_from_now(world: FakeWorld) -> None:
    """Within two seconds, and no slot of it that lies in the past was missed."""
    async with FakeProcess(world, jobs=[job_of(nothing, **NEVER)]):
        await world.pass_async(10)
        await change(world, schedule=Schedule.every(2))
        await world.pass_async(5)
    assert set(states(world)) == {COMPLETED}
    assert 1 <= len(states(world)) <= 3
    assert min(each.scheduled_for for each in slots_of(world)) > NOON + timedelta(seconds=9)


async def test_no_slot_is_lost_between_a_change_and_the_next_look(world: FakeWorld) -> None:
    """A person is told of the next run at once, the leader looks once a second: that run comes too."""
    async with FakeProcess(world, jobs=[job_of(nothing, **NEVER)]) as process:
        await world.pass_async(10)
        counted, plans = process.get(CountedSlots), process.get(JobPlans)
        await counted.keep_due_async(await plans.load_async())
        await change(world, schedule=Schedule(interval_seconds=0.25))
        world.clock.pass_seconds(0.9)
        await counted.keep_due_async(await plans.load_async())
    kept = sum(each.missed or 1 for each in slots_of(world))
    assert kept in {3, 4}


async def test_params_and_grace_of_a_person_hold_for_the_next_slot(world: FakeWorld) -> None:
    """What was changed is read each second."""
    seen: list[object] = []

    async def note(run: JobRun) -> JobResult:
        seen.append(dict(run.params))
        return JobResult()

    async with FakeProcess(world, jobs=[job_of(note)]):
        await world.pass_async(2)
        await change(world, params={"days": 3}, misfire_grace_seconds=1.0)
        await world.pass_async(22)
    assert {"days": 3} in seen


async def test_run_at_start_comes_once_in_the_life_of_a_process(world: FakeWorld) -> None:
    """Not again when it leads again, and not where a run is caught up."""
    job = job_of(nothing, run_at_start=True, interval=3600)
    async with FakeProcess(world, jobs=[job]):
        await world.pass_async(2)
        world.leases.down = True
        await world.pass_async(20)
        world.leases.down = False
        await world.pass_async(20)
    assert [each.triggered_by for each in slots_of(world)] == [TriggerKind.START]
    world.clock.pass_seconds(3600)
    async with FakeProcess(world, jobs=[job]):
        await world.pass_async(2)
    assert [each.triggered_by for each in slots_of(world)] == [TriggerKind.START, TriggerKind.CATCH_UP]


async def test_a_job_without_slots_has_a_run_at_start_too(world: FakeWorld) -> None:
    """But none while it is disabled."""
    jobs = [job_of(nothing, run_at_start=True, enabled=False), job_of(nothing, "other", run_at_start=True)]
    async with FakeProcess(world, jobs=jobs):
        await world.pass_async(1)
    assert (states(world), states(world, "other")[:1]) == ([], [COMPLETED])


async def test_a_slot_wakes_the_leader_at_once(world: FakeWorld) -> None:
    """It does not wait for its next look."""
    async with FakeProcess(world, jobs=[PROBE]) as process:
        await world.pass_async(1)
        scheduler = process.get(SCHEDULER)
        slot = scheduler.next_slot("probe", world.clock.now())
        world.clock.set_by_seconds = (slot - world.clock.now()).total_seconds()
        scheduler.tell("probe", [slot])
        await until(lambda: states(world) == [COMPLETED])


class TestMovedWallClock:
    """At most one run more than without, and slots go on to be run."""

    @pytest.mark.parametrize("hours", [1, 24, -1, -24])
    async def test_jobs_go_on_when_the_wall_clock_is_moved(self, world: FakeWorld, hours: int) -> None:
        """Intervals as before; a daily job is run once at the most, in whichever direction the clock went."""
        daily = job_of(nothing, "daily", interval=None, daily="12:30")
        async with FakeProcess(world, jobs=[PROBE, daily]):
            await world.pass_async(40, 1)
            before = states(world).count(COMPLETED)
            world.clock.set_by_seconds = hours * 3600
            await world.pass_async(60, 1)
            assert 5 <= states(world).count(COMPLETED) - before <= 7
        assert states(world, "daily").count(COMPLETED) <= 1

    async def test_slots_come_again_when_the_clock_is_set_back_over_them(self, world: FakeWorld) -> None:
        """Under ids of their own, again and again; none is skipped because it was there by the clock before."""
        daily = job_of(nothing, "daily", interval=None, daily="12:01")
        async with FakeProcess(world, jobs=[PROBE, daily]):
            await world.pass_async(90, 1)
            for _ in range(2):
                world.clock.set_by_seconds -= 60
                await world.pass_async(55, 1)
        assert [each.id for each in slots_of(world, "daily")] == [
            f"daily@2026-06-01T12:01:00.000Z{'~2026-06-01T12:01:00.000Z' * times}" for times in range(3)
        ]
        assert states(world) == [COMPLETED] * len(states(world))
        assert 19 <= len(states(world)) <= 21

    async def test_slots_are_counted_once_when_the_clock_is_set_right_again(self, world: FakeWorld) -> None:
        """What had its run by the clock before is not missed now: of the twenty seconds, one slot is."""
        async with FakeProcess(world, jobs=[PROBE]):
            await world.pass_async(90, 1)
            world.clock.set_by_seconds = -60
            await world.pass_async(20, 1)
            world.clock.set_by_seconds = 0
            await world.pass_async(20, 1)
        assert sum(each.missed for each in slots_of(world)) == 1

    async def test_slots_go_on_when_the_clock_is_set_back_and_the_leader_changes(self, world: FakeWorld) -> None:
        """Records of a time to come do not hold the next leader."""
        async with FakeProcess(world, jobs=[PROBE]):
            await world.pass_async(30)
        world.clock.set_by_seconds = -3600
        before = len(states(world))
        async with FakeProcess(world, jobs=[PROBE]):
            await world.pass_async(40)
        assert len(states(world)) - before >= 3

    async def test_clocks_of_two_hosts_may_differ_a_little(self, world: FakeWorld) -> None:
        """A leader whose clock is a few seconds behind that of the one before runs no slot again."""
        async with FakeProcess(world, jobs=[PROBE]):
            await world.pass_async(13)
        world.clock.set_by_seconds = -4
        async with FakeProcess(world, jobs=[PROBE]):
            await world.pass_async(10)
        assert len(states(world)) == 2


def test_configuration_is_counted_from_a_time() -> None:
    """It says nothing else by itself."""
    configuration = JobConfiguration(job="probe", counted_from=NOON)
    assert (configuration.enabled, configuration.schedule, configuration.version) == (None, None, 1)
