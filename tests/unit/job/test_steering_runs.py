"""Runs that people ask for, end, hold up and repeat."""

import asyncio
from typing import Any

import pytest

from application.job.cancel_execution_command import CancelExecutionCommand
from application.job.cancel_own_one_offs_command import CancelOwnOneOffsCommand
from application.job.get_execution_query import GetExecutionQuery
from application.job.job_triggers import WantedRun
from application.job.pause_execution_command import PauseExecutionCommand
from application.job.resume_execution_command import ResumeExecutionCommand
from application.job.retry_execution_command import RetryExecutionCommand
from application.job.set_job_params_command import SetJobParamsCommand
from application.job.trigger_job_command import TriggerJobCommand
from application.job.trigger_jobs_command import TriggerJobsCommand
from domain.access.principal import Role
from domain.job.job_events import JobCancelledDomainEvent
from domain.job.job_execution import Control, ExecutionState, JobExecution, TriggerKind
from fakes.fake_clock import NOON
from fakes.fake_process import FakeProcess, FakeWorld
from fakes.job_steps import job_of, nothing, record
from fakes.steered_jobs import LATER, asked_for, ended, recorded, resting

RUNNING: dict[str, Any] = {"state": ExecutionState.RUNNING, "started_at": NOON, "fence": 1, "attempt": 1}

CANNOT_PAUSE = "only a run that goes on can be paused: this one"


@pytest.fixture
def process(world: FakeWorld) -> FakeProcess:
    """A process that knows jobs and runs none."""
    return resting(world)


async def test_is_queued_with_params_over_those_that_are_set(world: FakeWorld, process: FakeProcess) -> None:
    """It is owned by who asked, and moves no slot."""
    async with process:
        await process.send_async(SetJobParamsCommand(job_id="daily", changes={"params": {"count": 2}}))
        run = await asked_for(process, role=Role.OPERATOR, params={"colour": "blue"}, dry_run=True)
    kept = record(world, run.id)
    assert (kept.owner, kept.triggered_by, kept.dry_run) == ("key:OPERATOR", TriggerKind.PERSON, True)
    assert (kept.params["colour"], kept.params["count"], kept.due_at) == ("blue", 2, NOON)
    assert run.id.startswith("daily@")


async def test_is_queued_for_a_time_to_come(world: FakeWorld, process: FakeProcess) -> None:
    """As a one-off; the past is refused, and so is a dry run of what has none."""
    async with process:
        run = await asked_for(process, at=LATER)
        assert (record(world, run.id).due_at, run.triggered_by) == (LATER, TriggerKind.ONE_OFF)
        past = await process.send_async(TriggerJobCommand(job_id="daily", wanted=WantedRun(at=NOON)))
        assert (past.status, past.error.pointer) == (422, "/at")
        dry = TriggerJobCommand(job_id="off", wanted=WantedRun(dry_run=True))
        assert (await process.send_async(dry)).status == 409


async def test_several_are_asked_for_at_once(process: FakeProcess) -> None:
    """What is set of one may not do any more: it says so, and the others are queued."""
    async with process:
        outcomes = (await process.send_async(TriggerJobsCommand(("daily", "nobody")))).data
        assert [each.code for each in outcomes] == ["", "not_found"]
        assert outcomes[0].execution.job == "daily"


async def test_bulk_says_which_params_cannot_be_accepted(world: FakeWorld, process: FakeProcess) -> None:
    """Those that an older version of the job took."""
    async with process:
        await process.send_async(SetJobParamsCommand(job_id="daily", changes={"params": {"count": 2}}))
        known = world.job_configurations.records["daily"]
        object.__setattr__(known, "params", {"weight": 2})
        [outcome] = (await process.send_async(TriggerJobsCommand(("daily",)))).data
    assert (outcome.code, outcome.message[:15]) == ("invalid_params", "/params/weight:")


async def test_is_waited_for_until_it_is_over(world: FakeWorld) -> None:
    """200 and its end; 202 and what there is where it takes longer."""
    process = FakeProcess(world, jobs=(job_of(nothing, interval=None, cron="0 4 * * *"),))
    async with process, asyncio.TaskGroup() as tasks:
        command = TriggerJobCommand(job_id="probe", wait_seconds=5)
        waiting = tasks.create_task(process.send_async(command))
        await world.pass_async(2)
        assert (waiting.done(), waiting.result().status) == (True, 200)
        assert waiting.result().data.state is ExecutionState.COMPLETED
        later = tasks.create_task(
            process.send_async(TriggerJobCommand(job_id="probe", wanted=WantedRun(at=LATER), wait_seconds=1))
        )
        await world.pass_async(2)
        assert (later.result().status, later.result().data.state) == (202, ExecutionState.PENDING)
        shown = tasks.create_task(
            process.send_async(GetExecutionQuery(execution_id=later.result().data.id, wait_seconds=0.5))
        )
        await world.pass_async(1)
        assert shown.result().data.state is ExecutionState.PENDING


async def test_one_that_waits_is_cancelled_at_once(world: FakeWorld, process: FakeProcess) -> None:
    """And told; one that is over is not."""
    async with process:
        run = await asked_for(process)
        cancelled = await process.send_async(CancelExecutionCommand(run.id))
        assert (cancelled.status, cancelled.data.state) == (200, ExecutionState.CANCELLED)
        assert (await process.send_async(CancelExecutionCommand(run.id))).status == 409
    kept = record(world, run.id)
    assert (kept.reason, kept.finished_at) == ("cancelled by key:ADMIN", NOON)
    events = [event.domain_event for event in process.heard]
    told = [event for event in events if isinstance(event, JobCancelledDomainEvent)]
    assert [(event.execution_id, event.by) for event in told] == [(run.id, "key:ADMIN")]


async def test_one_that_goes_on_is_asked_to_end(world: FakeWorld, process: FakeProcess) -> None:
    """By the process that runs it."""
    run = recorded(world, **RUNNING)
    async with process:
        asked = await process.send_async(CancelExecutionCommand(run.id), Role.OPERATOR)
    assert (asked.status, record(world, run.id).asked) == (202, Control.CANCEL)
    assert record(world, run.id).asked_by == "key:OPERATOR"


@pytest.mark.parametrize(("times", "status"), [(1, 202), (9, 409)])
async def test_one_that_begins_meanwhile_is_asked_to_end(
    world: FakeWorld, process: FakeProcess, monkeypatch: pytest.MonkeyPatch, times: int, status: int
) -> None:
    """A few times, for each time that it begins."""
    run = recorded(world)
    changing, left = world.executions.change_async, [None] * times

    async def overtake(execution_id: str, fence: int, **changes: Any) -> bool:
        if not left:
            return await changing(execution_id, fence, **changes)
        left.pop()
        fields = RUNNING if not left else {"fence": fence + 1}
        recorded(world, run.id, **fields)
        return False

    monkeypatch.setattr(world.executions, "change_async", overtake)
    async with process:
        assert (await process.send_async(CancelExecutionCommand(run.id))).status == status


async def test_is_ended_by_its_owner_or_an_admin_alone(world: FakeWorld, process: FakeProcess) -> None:
    """Runs of the service are everybody's, as far as the job says; also of a job that is no more."""
    recorded(world, "daily@theirs", owner="key:other", **RUNNING)
    recorded(world, "daily@slot", **RUNNING)
    recorded(world, "guarded@slot", **RUNNING)
    recorded(world, "removed@slot", **RUNNING)
    async with process:
        for run_id, status in (
            ("daily@theirs", 403),
            ("daily@slot", 202),
            ("guarded@slot", 403),
            ("removed@slot", 202),
        ):
            answered = await process.send_async(CancelExecutionCommand(run_id), Role.OPERATOR)
            assert (run_id, answered.status) == (run_id, status)
        assert (await process.send_async(CancelExecutionCommand("daily@theirs"))).status == 202
        assert (await process.send_async(CancelExecutionCommand("daily@nobody"))).status == 404


async def test_is_paused_and_let_go_on(world: FakeWorld, process: FakeProcess) -> None:
    """Only what goes on can be; one that is being cancelled is not held up."""
    run = recorded(world, **RUNNING)
    async with process:
        assert (await process.send_async(ResumeExecutionCommand(run.id))).status == 409
        paused = await process.send_async(PauseExecutionCommand(run.id))
        assert (paused.status, paused.data.asked) == (202, Control.PAUSE)
        again = await process.send_async(PauseExecutionCommand(run.id))
        assert (again.status, str(again.error)) == (409, f"{CANNOT_PAUSE} is paused already")
        resumed = await process.send_async(ResumeExecutionCommand(run.id))
        assert (resumed.status, resumed.data.asked) == (202, Control.NONE)
        await process.send_async(CancelExecutionCommand(run.id))
        late = await process.send_async(PauseExecutionCommand(run.id))
        assert (late.status, str(late.error)) == (409, f"{CANNOT_PAUSE} is being cancelled")
        waiting = (await asked_for(process)).id
        held_up = await process.send_async(PauseExecutionCommand(waiting))
        assert str(held_up.error) == f"{CANNOT_PAUSE} is pending"
        resumed = await process.send_async(ResumeExecutionCommand(waiting))
        assert str(resumed.error) == "only a run that is paused can go on: this one is pending"


async def test_is_not_paused_where_it_ends_meanwhile(
    world: FakeWorld, process: FakeProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The record decides."""
    run = recorded(world, **RUNNING)

    async def too_late(*_: object) -> bool:
        return False

    monkeypatch.setattr(world.executions, "ask_async", too_late)
    async with process:
        assert (await process.send_async(PauseExecutionCommand(run.id))).status == 409


@pytest.mark.parametrize("state", [ExecutionState.FAILED, ExecutionState.TIMED_OUT, ExecutionState.CANCELLED])
async def test_is_run_once_more_with_the_same_input(
    world: FakeWorld, process: FakeProcess, state: ExecutionState
) -> None:
    """As a run of its own, of who asks."""
    before = ended(world, "daily@a", state, params={"count": 3}, dry_run=True, owner="key:other")
    async with process:
        again = await process.send_async(RetryExecutionCommand(execution_id=before.id), Role.OPERATOR)
    kept: JobExecution = record(world, again.data.id)
    assert (again.status, kept.retry_of, kept.triggered_by) == (202, before.id, TriggerKind.RETRY)
    assert (kept.params, kept.dry_run, kept.owner) == ({"count": 3}, True, "key:OPERATOR")


async def test_is_not_run_once_more_when_it_went_well(world: FakeWorld, process: FakeProcess) -> None:
    """Nor by who may not steer the job."""
    ended(world, "daily@a", ExecutionState.COMPLETED)
    ended(world, "guarded@a", ExecutionState.FAILED)
    async with process:
        assert (await process.send_async(RetryExecutionCommand(execution_id="daily@a"))).status == 409
        guarded = RetryExecutionCommand(execution_id="guarded@a")
        assert (await process.send_async(guarded, Role.OPERATOR)).status == 403


async def test_retry_is_waited_for(world: FakeWorld) -> None:
    """Its end is the answer."""
    process = FakeProcess(world, jobs=(job_of(nothing, interval=None, cron="0 4 * * *"),))
    ended(world, "probe@a", ExecutionState.FAILED)
    async with process, asyncio.TaskGroup() as tasks:
        command = RetryExecutionCommand(execution_id="probe@a", wait_seconds=5)
        waiting = tasks.create_task(process.send_async(command))
        await world.pass_async(2)
        assert (waiting.result().status, waiting.result().data.state) == (200, ExecutionState.COMPLETED)


async def test_own_one_offs_are_cancelled_together(
    world: FakeWorld, process: FakeProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many as were confirmed, nobody else's; one that begins and ends meanwhile is left alone."""
    async with process:
        own = [await asked_for(process, role=Role.OPERATOR, at=LATER) for _ in range(3)]
        theirs = await asked_for(process, at=LATER)
        now = await asked_for(process, role=Role.OPERATOR)
        assert (await process.send_async(CancelOwnOneOffsCommand(2), Role.OPERATOR)).status == 409
        finding = world.executions.find_async
        changing = world.executions.change_async

        async def overtaken(execution_id: str, fence: int, **changes: Any) -> bool:
            if execution_id == own[0].id:
                ended(world, execution_id, ExecutionState.COMPLETED)
                return False
            return await changing(execution_id, fence, **changes)

        monkeypatch.setattr(world.executions, "change_async", overtaken)
        cancelled = (await process.send_async(CancelOwnOneOffsCommand(3), Role.OPERATOR)).data
        assert {run.id for run in cancelled} == {own[1].id, own[2].id}
        for run in (theirs, now):
            found = await finding(run.id)
            assert found is not None
            assert found.state is ExecutionState.PENDING
