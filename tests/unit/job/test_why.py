"""Why a job does not run: one sentence, and the record that proves it."""

from datetime import timedelta
from typing import Any

import pytest

from application.job.disable_job_command import DisableJobCommand
from application.job.why_job_query import WhyJobDto, WhyJobQuery
from application.ports.leases import Lease
from domain.job.job_execution import Control, ExecutionError, ExecutionState, TriggerKind
from fakes.fake_clock import NOON
from fakes.fake_process import FakeProcess, FakeWorld
from fakes.steered_jobs import LATER, AskedJob, ended, led, recorded, resting

SLOT = "2026-06-01T12:00:00.000Z"
NEXT = "2026-06-02T04:00:00.000Z"


@pytest.fixture
def process(world: FakeWorld) -> FakeProcess:
    """A process that knows jobs and runs none, while somebody keeps the schedules."""
    led(world)
    return resting(world, max_concurrent_executions=2)


async def why(process: FakeProcess, name: str = "daily") -> WhyJobDto:
    """Ask."""
    result = await process.send_async(WhyJobQuery(name))
    assert result.status == 200, result.detail
    reason: WhyJobDto = result.data
    return reason


@pytest.mark.parametrize(
    ("asked", "said"), [(Control.NONE, ""), (Control.PAUSE, ", paused"), (Control.CANCEL, ", being cancelled")]
)
async def test_it_runs(world: FakeWorld, process: FakeProcess, asked: Control, said: str) -> None:
    """Since when, and where."""
    running: dict[str, Any] = {"state": ExecutionState.RUNNING, "started_at": NOON, "holder": "host/2/b"}
    recorded(world, asked=asked, **running)
    reason = await why(process)
    assert (reason.code, reason.sentence) == ("running", f"it runs, since {SLOT}, in host/2/b{said}")
    assert (reason.kind, reason.record["id"]) == ("execution", "daily@a")


async def test_its_run_waits(world: FakeWorld, process: FakeProcess) -> None:
    """For a process, for a place in one, or for its next look."""
    recorded(world)
    assert (await why(process)).code == "waiting"
    for number in range(2):
        recorded(world, f"guarded@{number}", state=ExecutionState.RUNNING, holder="host/2/b")
    assert (await why(process)).code == "waiting"
    world.clock.pass_seconds(2)
    full = await why(process)
    assert full.code == "no_place"
    assert full.sentence == f"its run waits since {SLOT}: all 2 places are taken in host/2/b"
    world.clock.pass_seconds(31)
    gone = await why(process)
    assert gone.code == "no_process"
    assert gone.sentence.endswith("no process with the role jobs is there")


async def test_it_goes_on_later(world: FakeWorld, process: FakeProcess) -> None:
    """Asked for patience, or tried again after a failure."""
    later: dict[str, Any] = {"due_at": LATER, "attempt": 1}
    recorded(world, state=ExecutionState.RATE_LIMITED, reason="AWS wants patience", **later)
    patient = await why(process)
    assert (patient.code, patient.sentence) == (
        "rate_limited",
        "it goes on at 2026-06-04T12:00:00.000Z: AWS wants patience",
    )
    recorded(world, error=ExecutionError(type="X", message="it broke"), **later)
    retried = await why(process)
    assert (retried.code, retried.sentence) == ("retrying", "it is tried again at 2026-06-04T12:00:00.000Z: it broke")


async def test_it_is_off(process: FakeProcess) -> None:
    """By its code, by the settings, or by somebody."""
    assert (await why(process, "off")).sentence == "it is off in its code"
    assert (await why(process, "unset")).sentence == "it is off in the settings"
    async with process:
        await process.send_async(DisableJobCommand("daily"))
    disabled = await why(process)
    assert (disabled.code, disabled.kind) == ("disabled", "configuration")
    assert disabled.sentence == f"key:ADMIN disabled it at {SLOT}"
    assert disabled.record["switched_by"] == "key:ADMIN"


async def test_it_has_no_schedule(world: FakeWorld) -> None:
    """Unless somebody asked for a run."""
    led(world)
    process = FakeProcess(world, jobs=(AskedJob,), runs_jobs=False)
    reason = await why(process, "asked")
    assert (reason.code, reason.kind, reason.record["next_slot"]) == ("no_schedule", "schedule", None)
    recorded(world, "asked@later", triggered_by=TriggerKind.ONE_OFF, scheduled_for=LATER)
    waiting = await why(process, "asked")
    assert waiting.sentence == "it has no schedule; its next run was asked for at 2026-06-04T12:00:00.000Z"


async def test_nobody_keeps_schedules(world: FakeWorld, process: FakeProcess) -> None:
    """Since a while, or ever."""
    world.clock.pass_seconds(31)
    gone = await why(process)
    assert (gone.code, gone.kind, gone.record["term"]) == ("no_leader", "lease", 3)
    assert gone.sentence.endswith("keeps the schedules, since 2026-06-01T12:00:30.000Z")
    leases: dict[str, Lease] = world.leases.leases
    leases.clear()
    assert (await why(process)).sentence.endswith("and none ever did")


@pytest.mark.parametrize(
    ("state", "fields", "said"),
    [
        (ExecutionState.SKIPPED, {"reason": "another went on"}, f"its slot at {SLOT} was left out: another went on"),
        (ExecutionState.MISSED, {"reason": "nobody was there"}, f"its slot at {SLOT} was missed: nobody was there"),
        (ExecutionState.CANCELLED, {"reason": "cancelled by key:1"}, f"its run for {SLOT} was cancelled by key:1"),
        (
            ExecutionState.FAILED,
            {"error": ExecutionError(type="X", message="it broke")},
            f"its run for {SLOT} failed: it broke",
        ),
    ],
)
async def test_the_last_slot_did_not_end_well(
    world: FakeWorld, process: FakeProcess, state: ExecutionState, fields: dict[str, Any], said: str
) -> None:
    """And when the next one is."""
    ended(world, "daily@a", state, **fields)
    reason = await why(process)
    assert (reason.code, reason.sentence) == (str(state), f"{said}; the next is due at {NEXT}")


async def test_it_is_not_due(world: FakeWorld, process: FakeProcess) -> None:
    """With what came before, where something did."""
    first = await why(process)
    assert (first.code, first.kind) == ("not_due", "schedule")
    assert first.sentence == f"it is not due yet: its next slot is at {NEXT}; none was due since {SLOT}"
    world.clock.pass_seconds(5)
    ended(world, "daily@a", ExecutionState.COMPLETED)
    again = await why(process)
    assert again.sentence.endswith(f"its next slot is at {NEXT}; the run before ended well at 2026-06-01T12:00:05.000Z")
    assert world.clock.now() - NOON == timedelta(seconds=5)
    assert (await process.send_async(WhyJobQuery("nobody"))).status == 404
