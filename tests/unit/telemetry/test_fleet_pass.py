"""One run's way through the fleet: budgets, patience, and runs that write nothing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from application.job.job_run import JobRun, RunRateLimitedError
from application.ports.cml_errors import CMLUnreachableError
from application.ports.source_errors import SourceThrottledError
from application.telemetry.fleet_pass import FleetPass
from application.telemetry.labs_refresh_job import LabsRefreshJob
from application.telemetry.worker_metrics_collection_job import WorkerMetricsCollectionJob
from domain.job.job_execution import ExecutionProgress
from domain.worker.cml_worker import CMLWorker
from fakes.fake_clock import NOON, FakeClock
from fakes.fake_cml_client import lab_reading
from fakes.fake_process import FakeProcess, FakeWorld
from fakes.readings import EAST, WEST
from fakes.worker_steps import born

WORKERS = sorted((born(number) for number in range(1, 13)), key=lambda worker: worker.aggregate_id)
IDS = [worker.aggregate_id for worker in WORKERS]


def new_run(**fields: Any) -> JobRun:
    """A run of some job."""
    return JobRun(job="tried", scheduled_for=NOON, started_at=NOON, **fields)


async def parts_of(run: JobRun, calls: Callable[[CMLWorker], int]) -> tuple[list[list[str]], str | None]:
    """Let each worker cost so many calls; return the parts that were read, and where the next run begins."""
    fleet = FleetPass(run, WORKERS, FakeClock())
    parts = []
    async for part in fleet.parts_async():
        run.counters.cml_calls += sum(map(calls, part))
        parts.append([worker.aggregate_id for worker in part])
    await fleet.end_async()
    return parts, run.left_off_at


async def test_reads_all_at_once_when_there_is_no_budget() -> None:
    """One batch is the cheapest."""
    run = new_run()
    assert await parts_of(run, lambda _: 4) == ([IDS], None)
    assert (run.progress.done, run.progress.total) == (12, 12)


async def test_leaves_the_rest_to_the_next_run_when_the_budget_is_spent() -> None:
    """What is left out is named, and the next run begins with it and comes round."""
    run = new_run(cml_call_budget=20, aws_call_budget=1_000)
    parts, continue_from = await parts_of(run, lambda _: 4)
    assert ([name for part in parts for name in part], continue_from) == (IDS[:5], IDS[5])
    [warning] = run.warnings.records()
    assert (warning.count, len(warning.items)) == (7, 7)
    later, ends = await parts_of(new_run(cml_call_budget=1_000, continue_from=continue_from), lambda _: 4)
    assert ([name for part in later for name in part], ends) == (IDS[5:] + IDS[:5], None)


async def test_learns_what_a_worker_costs() -> None:
    """Parts get smaller where workers cost more than was thought, and one is always read."""
    parts, continue_from = await parts_of(new_run(cml_call_budget=44), lambda _: 10)
    assert ([len(part) for part in parts], continue_from) == ([11], IDS[11])
    parts, continue_from = await parts_of(new_run(cml_call_budget=44), lambda _: 1)
    assert ([len(part) for part in parts], continue_from) == ([11, 1], None)


async def test_names_who_could_not_be_read(world: FakeWorld) -> None:
    """A failing worker does not fail the run; whoever looks at the run sees which one it was, and why."""
    async with FakeProcess(world) as process:
        await process.commit_async(born(1), born(2), born(3))
        for number in (1, 2):
            world.cml.errors[born(number).aggregate_id] = CMLUnreachableError("nobody answers")
        run = new_run()
        result = await process.get(LabsRefreshJob).run_every(run)
    assert result.errors_count == 2
    [warning] = run.warnings.records()
    assert (warning.message, warning.count) == ("labs could not be read (cml_unreachable)", 2)
    assert warning.items == ("worker-1: nobody answers", "worker-2: nobody answers")


async def test_names_whom_ec2_does_not_list(world: FakeWorld) -> None:
    """They count as errors too."""
    async with FakeProcess(world) as process:
        await process.commit_async(born(1), born(2))
        world.ec2.forget(EAST, born(2).state.instance_id)
        run = new_run()
        await process.get(WorkerMetricsCollectionJob).run_every(run)
    assert [(each.message, each.items) for each in run.warnings.records()] == [("EC2 does not list", ("worker-2",))]


async def test_goes_on_with_whom_a_source_asked_for_patience(world: FakeWorld) -> None:
    """What others said is saved; the same run reads the rest when the source allows it again."""
    async with FakeProcess(world) as process:
        await process.commit_async(*(born(number, EAST) for number in (1, 2)), born(3, WEST))
        world.ec2.errors[WEST] = SourceThrottledError("AWS asks for fewer calls", 60)
        run = new_run()
        job = process.get(WorkerMetricsCollectionJob)
        with pytest.raises(RunRateLimitedError, match="1 workers could not be read: AWS asks") as limited:
            await job.run_every(run)
        assert limited.value.retry_after == world.clock.now() + timedelta(seconds=60)
        assert {state.name: state.status for state in process.view.workers()}["worker-1"] == "running"
        world.ec2.errors.clear()
        world.ec2.retry_refused(WEST)
        world.clock.pass_seconds(61)
        world.ec2.calls.clear()
        again = await job.run_every(new_run(progress=ExecutionProgress(cursor=run.progress.cursor)))
        assert again.worker_count == 1
        assert {scope for _, scope, _ in world.ec2.calls} == {WEST}


async def test_writes_nothing_when_it_is_only_tried(world: FakeWorld) -> None:
    """A dry run reads everything and counts what would change: no event, no document, no history."""
    async with FakeProcess(world) as process:
        await process.commit_async(born(1), born(2))
        world.cml.put(born(1).aggregate_id, lab_reading(1))
        entries = len(world.log.entries)
        metrics = await process.get(WorkerMetricsCollectionJob).run_every(new_run(dry_run=True))
        labs = await process.get(LabsRefreshJob).run_every(new_run(dry_run=True))
        assert metrics.workers_updated == 2
        assert labs.labs_updated == 1
        assert len(world.log.entries) == entries
        assert not world.history.samples
