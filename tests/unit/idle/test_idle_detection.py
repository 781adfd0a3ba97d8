"""The job that finds, announces and pauses the workers that nobody uses."""

import asyncio
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from application.idle.idle_detection_job import IdleDetectionJob, IdleDetectionResult
from application.job.job_run import JobRun
from application.lab.start_lab_command import StartLabCommand
from application.operation.run_operation_handler import RunOperationHandler
from application.ports.cml_errors import CMLUnreachableError
from domain.cml.lab_state import LabState
from domain.worker.acted_worker import IllegalActError
from domain.worker.activity_events import ActivitySource, PauseHold
from domain.worker.idle_worker import IDLE_DETECTION
from domain.worker.worker_act import WorkerAct
from domain.worker.worker_status import WorkerStatus
from fakes.act_steps import started
from fakes.fake_clock import NOON
from fakes.fake_cml_client import lab_reading
from fakes.fake_process import FakeProcess, FakeWorld, until
from fakes.idle_steps import collect, job_run, judge, pause, pauses, set_rules, state_of, told
from fakes.live_settings import HOURS
from fakes.readings import WEST, unborn_worker

ONE, TWO = (unborn_worker(number).aggregate_id for number in (1, 2))
THREE = unborn_worker(3, WEST).aggregate_id
ALL = (ONE, TWO, THREE)


async def test_a_fleet_that_nobody_uses_is_announced_in_one_commit_and_paused_in_one_operation(
    world: FakeWorld, process: FakeProcess
) -> None:
    """Idle after two hours, stopped a quarter later, one call per region, by idle-detection."""
    assert await judge(process, world, 119) == IdleDetectionResult(worker_count=3, idle_count=0, paused_count=0)
    entries = len(world.log.entries)
    assert (await judge(process, world, 1)).idle_count == 3
    assert len(world.log.entries) == entries + 1
    assert (await judge(process, world, 14)).paused_count == 0
    assert (await judge(process, world, 1)).paused_count == 3
    assert await pause(process, world) == dict.fromkeys(ALL, ("done", None))
    stops = [(scope.region, len(ids)) for operation, scope, ids in world.ec2.calls if operation == "stop"]
    assert sorted(stops) == [("eu-west-1", 1), ("us-east-1", 2)]
    state = await state_of(process, ONE)
    assert (state.status, state.idle.pauses) == (WorkerStatus.STOPPED, 1)
    assert [each["by"] for each in told(process, "worker.paused")] == ["idle-detection"] * 3
    assert (await judge(process, world, 60)).paused_count == 0


async def test_nothing_is_paused_until_somebody_enables_it(world: FakeWorld, process: FakeProcess) -> None:
    """Who is idle is told all the same."""
    await set_rules(process, enabled=False)
    assert (await judge(process, world, 600)).idle_count == 3
    assert (told(process, "worker.idle.countdown"), pauses(process)) == ([], 0)


async def counted_down(process: FakeProcess, world: FakeWorld) -> None:
    """Let the countdown of all end, and their pause begin."""
    await judge(process, world, 120)
    await judge(process, world, 15)
    assert pauses(process) == 1


async def test_a_lab_that_is_started_in_the_last_moment_calls_the_pause_off(
    world: FakeWorld, process: FakeProcess
) -> None:
    """The last look sees it, in the history of one controller and in the labs of another; the third is stopped."""
    world.cml.put(TWO, lab_reading(1))
    await collect(process)
    await counted_down(process, world)
    world.cml.active_at[ONE] = world.clock.now()
    world.cml.change(TWO, "lab-1", state=LabState.STARTED)
    assert await pause(process, world) == {
        ONE: ("failed", "called_off"),
        TWO: ("failed", "called_off"),
        THREE: ("done", None),
    }
    for worker_id in (ONE, TWO):
        state = await state_of(process, worker_id)
        assert (state.status, state.asked, state.idle.since) == (WorkerStatus.RUNNING, None, None)


async def test_activity_that_is_committed_while_the_stop_is_asked_for_wins(
    world: FakeWorld, process: FakeProcess
) -> None:
    """Whoever asks finds the countdown called off."""
    await judge(process, world, 120)
    [worker] = await process.workers.get_many_async([ONE])
    now = world.clock.now()
    worker.record_activity(ActivitySource.LABS, "lab_started", now, now)
    with pytest.raises(IllegalActError, match="called off"):
        worker.ask(WorkerAct.STOP, IDLE_DETECTION, "o1", now)
    worker.ask(WorkerAct.STOP, "key:ops", "o1", now)


async def test_who_cannot_be_looked_at_once_more_is_not_paused(world: FakeWorld, process: FakeProcess) -> None:
    """Its controller went away after the countdown, or does not tell its history."""
    await counted_down(process, world)
    world.cml.errors[ONE] = CMLUnreachableError("gone")
    world.cml.errors[f"{TWO} activity"] = CMLUnreachableError("slow")
    assert await pause(process, world) == {
        ONE: ("failed", "not_observed"),
        TWO: ("failed", "not_observed"),
        THREE: ("done", None),
    }


async def test_a_pause_that_goes_on_is_not_begun_twice(world: FakeWorld, process: FakeProcess) -> None:
    """Nor called off by the job."""
    await counted_down(process, world)
    assert (await judge(process, world, 1)).paused_count == 0
    assert await pause(process, world) == dict.fromkeys(ALL, ("done", None))


async def killed_when(world: FakeWorld, process: FakeProcess, condition: Callable[[], object]) -> None:
    """Begin the pause, and let it die as soon as something is so."""
    [operation] = [e.subject for e in process.heard if e.short_type == "operation.started"]
    async with asyncio.TaskGroup() as tasks:
        first = tasks.create_task(process.get(RunOperationHandler).handle_async(started(process, operation)))
        await until(condition)
        first.cancel()


@pytest.mark.parametrize("step", ["activity", "asked", "stop"])
async def test_goes_on_after_a_kill(world: FakeWorld, process: FakeProcess, step: str) -> None:
    """At the last look, when it is shown and before that is reported, and when AWS was called."""
    reached: dict[str, Callable[[], object]] = {
        "activity": lambda: world.cml.calls.count("activity") > len(ALL),
        "asked": lambda: [each for each in told(process, "worker.status.changed") if each["asked"]],
        "stop": lambda: [each for each in world.ec2.calls if each[0] == "stop"],
    }
    await counted_down(process, world)
    await killed_when(world, process, reached[step])
    assert await pause(process, world) == dict.fromkeys(ALL, ("done", None))
    assert [(await state_of(process, each)).idle.pauses for each in ALL] == [1, 1, 1]


async def test_a_worker_that_left_during_its_countdown_is_told_as_gone(world: FakeWorld, process: FakeProcess) -> None:
    """It is not stopped."""
    await counted_down(process, world)
    [worker] = await process.workers.get_many_async([ONE])
    worker.remove(world.clock.now())
    await process.commit_async(worker)
    assert (await pause(process, world))[ONE][0] == "failed"


@pytest.mark.parametrize("tag", ["owner", "owner:ops"])
async def test_exempt_tags_hold(world: FakeWorld, process: FakeProcess, tag: str) -> None:
    """By key, or by key and value; during a countdown too."""
    await judge(process, world, 120)
    await set_rules(process, exempt_tags=[tag])
    await judge(process, world, 15)
    assert [each["held_by"] for each in told(process, "worker.idle.countdown")[3:]] == ["exempt_tag"] * 3
    assert pauses(process) == 0


async def test_other_tags_do_not_hold(world: FakeWorld, process: FakeProcess) -> None:
    """Another value is another tag."""
    await set_rules(process, exempt_tags=["owner:others", "ow"])
    await counted_down(process, world)


async def test_an_operation_on_a_lab_holds_its_worker(world: FakeWorld, process: FakeProcess) -> None:
    """Somebody starts a lab through the fleet, and no controller shows it yet."""
    world.cml.put(ONE, lab_reading(1))
    await collect(process)
    await judge(process, world, 120)
    assert (await process.send_async(StartLabCommand(worker_id=ONE, lab_id="lab-1"))).status == 202
    await judge(process, world, 5)
    assert told(process, "worker.idle.countdown")[-1]["held_by"] == PauseHold.ACT_UNDER_WAY


async def test_nobody_is_paused_in_working_hours(world: FakeWorld, process: FakeProcess) -> None:
    """The fleet begins at noon of a Monday in UTC; hours end at 18:30 in Berlin, and the countdown begins then."""
    days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    await set_rules(process, working_hours={**HOURS, "days": days})
    ends = NOON.astimezone(ZoneInfo("Europe/Berlin")).replace(hour=18, minute=30)
    assert (await judge(process, world, 240)).idle_count == 3
    assert told(process, "worker.idle.countdown") == []
    await judge(process, world, (ends - world.clock.now()).total_seconds() / 60)
    assert len(told(process, "worker.idle.countdown")) == 3


async def test_whoever_was_overtaken_twice_is_named_and_not_paused(world: FakeWorld, process: FakeProcess) -> None:
    """The next run judges it."""
    await judge(process, world, 120)
    repository = process.workers
    original = repository.update_many_async

    async def overtaken(workers: Any, *rest: Any) -> list[str]:
        return [ONE, *await original(workers, *rest)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(repository, "update_many_async", overtaken)
        run = job_run()
        result = await judge(process, world, 15, run)
    assert result.paused_count == 2
    assert [warning.items for warning in run.warnings.records()] == [(ONE,)]


async def test_nobody_is_told_or_paused_when_it_is_only_tried(world: FakeWorld, process: FakeProcess) -> None:
    """A dry run counts."""
    entries = len(world.log.entries)
    job = process.get(IdleDetectionJob)
    world.clock.pass_seconds(180 * 60)
    result = await job.run_every(JobRun(job="idle-detection", scheduled_for=NOON, started_at=NOON, dry_run=True))
    assert result.idle_count == 3
    assert len(world.log.entries) == entries
