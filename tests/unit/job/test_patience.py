"""A run that waits until a source can be asked again."""

from datetime import timedelta

from domain.job.job_execution import ExecutionState, TriggerKind
from fakes.fake_clock import NOON
from fakes.fake_process import FakeProcess, FakeWorld, until
from fakes.job_steps import NEVER, job_of, nothing, record, triggered

WAITS = {"state": ExecutionState.RATE_LIMITED, "attempt": 1, "started_at": NOON, "triggered_by": TriggerKind.SCHEDULE}


async def test_gives_way_to_a_later_slot_that_had_its_run(world: FakeWorld) -> None:
    """To go on would only ask the source once more for what is known by now."""
    async with FakeProcess(world, jobs=[job_of(nothing, **NEVER)]) as process:
        later = {**WAITS, "state": ExecutionState.COMPLETED, "scheduled_for": NOON + timedelta(seconds=10)}
        await triggered(world, process, "later", **later)
        await triggered(world, process, "waits", **WAITS)
        await until(lambda: record(world, "waits").state is ExecutionState.SKIPPED)
    assert record(world, "waits").reason == "a later run has done what it was waiting to do"


async def test_goes_on_where_no_later_slot_had_its_run(world: FakeWorld) -> None:
    """Nor where somebody asked for it."""
    async with FakeProcess(world, jobs=[job_of(nothing, overlap="allow", **NEVER)]) as process:
        await triggered(world, process, "waits", **WAITS)
        await triggered(world, process, "asked-for", **{**WAITS, "triggered_by": TriggerKind.PERSON})
        await until(lambda: record(world, "waits").state is ExecutionState.COMPLETED)
        await until(lambda: record(world, "asked-for").state is ExecutionState.COMPLETED)
