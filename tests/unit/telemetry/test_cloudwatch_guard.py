"""The guard reads CloudWatch less often when it costs too much, says so, and never stands in a person's way."""

from collections.abc import AsyncIterator

import pytest

from application.job.job_run import JobRun
from application.telemetry.refresh_worker_metrics_command import RefreshWorkerMetricsCommand
from application.telemetry.worker_metrics_collection_job import WorkerMetricsCollectionJob
from application.worker.get_fleet_query import FleetDto, GetFleetQuery
from domain.telemetry.fleet_cloudwatch_guard_changed import FleetCloudWatchGuardChangedDomainEvent
from domain.worker.cml_worker import CMLWorker
from domain.worker.worker_status import WorkerStatus
from fakes.fake_clock import NOON
from fakes.fake_process import FakeProcess, FakeWorld, until
from fakes.readings import EAST, instance_id_of, instance_reading, unborn_worker

CYCLE_SECONDS = 300
BUDGET_USD = 0.2
"""One running worker costs $0.26 a month every 300 s, and $0.09 every 900 s."""


@pytest.fixture
async def guarded(world: FakeWorld) -> AsyncIterator[FakeProcess]:
    """The service with that budget, and one running worker."""
    async with FakeProcess(world, cloudwatch_monthly_budget_usd=BUDGET_USD) as process:
        await import_worker(process)
        yield process


async def import_worker(process: FakeProcess, number: int = 1) -> CMLWorker:
    """Let a worker join."""
    worker = unborn_worker(number)
    worker.import_instance(EAST, instance_reading(number))
    await process.commit_async(worker)
    return worker


async def cycle(world: FakeWorld, process: FakeProcess) -> None:
    """Let the job run, and the time until its next slot pass."""
    await process.get(WorkerMetricsCollectionJob).run_every(
        JobRun(job="worker-metrics-collection", scheduled_for=NOON, started_at=NOON)
    )
    world.clock.pass_seconds(CYCLE_SECONDS)


def told(process: FakeProcess) -> list[FleetCloudWatchGuardChangedDomainEvent]:
    """What was said of the guard."""
    events = [recorded.domain_event for recorded in process.heard]
    return [event for event in events if isinstance(event, FleetCloudWatchGuardChangedDomainEvent)]


async def fleet(process: FakeProcess) -> FleetDto:
    """The summary."""
    summary: FleetDto = (await process.send_async(GetFleetQuery())).data
    return summary


async def test_reads_less_often_when_the_budget_is_too_small(world: FakeWorld, guarded: FakeProcess) -> None:
    """Every third cycle; EC2 is read in all of them, and nobody fails."""
    for _ in range(7):
        await cycle(world, guarded)
    assert len(world.cloudwatch.calls) == 3
    assert len([call for call in world.ec2.calls if call[0] == "statuses"]) == 7
    summary = await fleet(guarded)
    assert summary.failing == []
    assert (summary.cloudwatch.interval_seconds, summary.cloudwatch.held_back) == (900, True)
    assert "the budget is $0.20: it is read every 900 s" in summary.cloudwatch.reason


async def test_tells_once_when_it_begins_and_ends(world: FakeWorld, guarded: FakeProcess) -> None:
    """A fleet event with the reason; another one when there is no need any more."""
    for _ in range(3):
        await cycle(world, guarded)
    [began] = told(guarded)
    assert (began.held_back, began.old_interval_seconds, began.new_interval_seconds) == (True, 300, 900)
    assert (began.budget_usd, began.usd_per_month) == (BUDGET_USD, 0.09)
    assert "would cost $0.26 a month" in began.reason
    world.ec2.change(EAST, instance_id_of(1), WorkerStatus.STOPPED)
    for _ in range(3):
        await cycle(world, guarded)
    [_, ended] = told(guarded)
    assert (ended.held_back, ended.old_interval_seconds, ended.new_interval_seconds) == (False, 900, 300)
    assert ended.reason == ""


async def test_other_processes_know_what_was_told_and_read(world: FakeWorld, guarded: FakeProcess) -> None:
    """Whoever takes the next slot says nothing twice and reads nothing early."""
    async with FakeProcess(world, cloudwatch_monthly_budget_usd=BUDGET_USD) as other:
        await cycle(world, guarded)
        await until(lambda: told(other))
        await cycle(world, other)
        assert (len(world.cloudwatch.calls), len(told(other))) == (1, 1)
        for number in (2, 3):
            await import_worker(other, number)
        await cycle(world, other)
        await until(lambda: len(told(guarded)) > 1)
        assert [event.new_interval_seconds for event in told(guarded)] == [900, 3600], "three cost more than one"


async def test_reads_nothing_when_no_interval_fits(world: FakeWorld) -> None:
    """A budget of nothing: not at all, and that is said, too."""
    async with FakeProcess(world, cloudwatch_monthly_budget_usd=0) as process:
        await import_worker(process)
        for _ in range(2):
            await cycle(world, process)
        assert world.cloudwatch.calls == []
        [event] = told(process)
        assert (event.new_interval_seconds, event.reason.endswith("it is not read")) == (None, True)
        assert [item.source for item in (await fleet(process)).freshness] == ["ec2", "cml"]


async def test_never_stands_in_the_way_of_a_person(world: FakeWorld) -> None:
    """One worker's figures cost three thousandths of a cent: who asks gets them, and what was refused is tried."""
    async with FakeProcess(world, cloudwatch_monthly_budget_usd=0) as process:
        worker = await import_worker(process)
        world.ec2.put(EAST, instance_reading(1))
        command = RefreshWorkerMetricsCommand(worker_id=worker.aggregate_id)
        assert (await process.send_async(command)).status == 200
        assert len(world.cloudwatch.calls) == 1
        assert (world.cloudwatch.retried, world.ec2.retried) == ([EAST], [EAST])


async def test_says_nothing_when_nothing_is_held_back(world: FakeWorld) -> None:
    """Without a budget there is no guard."""
    async with FakeProcess(world) as process:
        await import_worker(process)
        for _ in range(2):
            await cycle(world, process)
        assert (len(world.cloudwatch.calls), told(process)) == (2, [])
        assert world.ec2.retried == []
