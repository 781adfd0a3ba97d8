"""Refreshing one worker by a command."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import orjson
import pytest
from neuroglia.mediation.mediator import Command

from application.behaviors.error_behavior import RefusedResult
from application.ports.source_errors import SourceThrottledError, SourceUnreachableError
from application.telemetry.collect_worker_cloudwatch_metrics_command import CollectWorkerCloudWatchMetricsCommand
from application.telemetry.refresh_worker_metrics_command import RefreshWorkerMetricsCommand
from application.telemetry.sync_worker_ec2_status_command import SyncWorkerEC2StatusCommand
from application.worker.active_workers import ActiveWorkers
from domain.errors import SourceUnavailableError
from domain.telemetry.metrics_source import METRICS_SOURCES
from domain.worker.worker_status import WorkerStatus
from fakes.fake_process import FakeProcess, FakeWorld
from fakes.readings import EAST, cloudwatch_reading, instance_id_of, unborn_worker
from fakes.worker_steps import born, copy, measure

ID = unborn_worker(1).aggregate_id
EC2, CLOUDWATCH, CML = METRICS_SOURCES
ALL_THREE = [
    RefreshWorkerMetricsCommand(worker_id=ID),
    SyncWorkerEC2StatusCommand(ID),
    CollectWorkerCloudWatchMetricsCommand(ID),
]


@pytest.fixture
async def process(world: FakeWorld) -> AsyncIterator[FakeProcess]:
    """The service with one worker."""
    async with FakeProcess(world) as started:
        await started.commit_async(born(1))
        yield started


async def test_refresh_reads_all_sources_and_commits_once(world: FakeWorld, process: FakeProcess) -> None:
    """The answer names the sources, the fields that changed, and shows the worker as it is now."""
    world.cloudwatch.put(cloudwatch_reading(1))
    result = await process.send_async(RefreshWorkerMetricsCommand(worker_id=ID))
    assert result.data.sources_synced == [EC2, CLOUDWATCH, CML]
    assert (result.data.updated_fields, result.data.errors) == (
        ["checks", "cml", "https_endpoint", "license", "service", "service_since", "telemetry"],
        {},
    )
    assert orjson.loads(result.data.worker)["telemetry"]["cpu_percent"] == 20.0
    assert len(world.log.entries) == 3


async def test_refresh_reads_each_source_once_when_asked_twice(world: FakeWorld, process: FakeProcess) -> None:
    """Naming a source again changes nothing."""
    await process.send_async(RefreshWorkerMetricsCommand(worker_id=ID, sources=[CLOUDWATCH, CLOUDWATCH]))
    assert (len(world.cloudwatch.calls), world.ec2.calls) == (1, [])


async def test_sync_sees_a_stopped_instance(world: FakeWorld, process: FakeProcess) -> None:
    """EC2 alone is asked."""
    world.ec2.change(EAST, instance_id_of(1), WorkerStatus.STOPPED)
    result = await process.send_async(SyncWorkerEC2StatusCommand(ID))
    assert orjson.loads(result.data.worker)["status"] == "stopped"
    assert world.cloudwatch.calls == []


async def test_collect_is_a_conflict_when_the_worker_does_not_run(world: FakeWorld, process: FakeProcess) -> None:
    """A stopped worker has no figures, and asking costs money."""
    world.ec2.change(EAST, instance_id_of(1), WorkerStatus.STOPPED)
    await process.send_async(SyncWorkerEC2StatusCommand(ID))
    result = await process.send_async(CollectWorkerCloudWatchMetricsCommand(ID))
    assert (result.status, world.cloudwatch.calls) == (409, [])


async def test_refresh_names_what_failed_when_one_source_fails(world: FakeWorld, process: FakeProcess) -> None:
    """What could be read counts."""
    world.cloudwatch.errors[EAST] = SourceUnreachableError("no answer")
    result = await process.send_async(RefreshWorkerMetricsCommand(worker_id=ID))
    assert (result.data.sources_synced, list(result.data.errors)) == ([EC2, CML], [CLOUDWATCH])


async def test_refresh_is_unavailable_when_no_source_answers(world: FakeWorld, process: FakeProcess) -> None:
    """The failure is committed all the same, and says when to ask again."""
    world.ec2.errors[EAST] = SourceThrottledError("ask less", 30)
    result = await process.send_async(SyncWorkerEC2StatusCommand(ID))
    assert isinstance(result, RefusedResult)
    assert isinstance(result.error, SourceUnavailableError)
    assert (result.status, result.error.code, result.error.retry_after_seconds) == (503, "throttled", 30)
    worker = process.view.worker(ID)
    assert worker is not None
    assert worker.failing[EC2].code == "throttled"


@pytest.mark.parametrize("command", ALL_THREE)
async def test_refresh_is_refused_when_there_is_no_worker_to_refresh(
    world: FakeWorld, process: FakeProcess, command: Command[Any]
) -> None:
    """Terminated ones are a conflict, removed and unknown ones are not found."""
    world.ec2.change(EAST, instance_id_of(1), WorkerStatus.TERMINATED)
    await process.send_async(SyncWorkerEC2StatusCommand(ID))
    assert (await process.send_async(command)).status == 409
    [worker] = await process.workers.get_many_async([ID])
    worker.remove(world.clock.now())
    await process.commit_async(worker)
    assert (await process.send_async(command)).status == 404


async def test_refresh_is_applied_again_when_somebody_else_was_faster(world: FakeWorld, process: FakeProcess) -> None:
    """Both changes are in the worker."""
    [worker] = await process.get(ActiveWorkers).load_async()
    world.ec2.change(EAST, instance_id_of(1), WorkerStatus.STOPPED)
    async with asyncio.TaskGroup() as callers:
        refreshing = callers.create_task(process.send_async(SyncWorkerEC2StatusCommand(ID)))
        callers.create_task(process.commit_async(measure(copy(worker), 70.0)))
    assert refreshing.result().status == 200
    assert orjson.loads(refreshing.result().data.worker)["status"] == "stopped"


async def test_refresh_is_a_conflict_when_overtaken_twice(
    process: FakeProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who is stale again is told."""

    async def overtaken(*_: object, **__: object) -> list[str]:
        return [ID]

    monkeypatch.setattr(process.workers, "update_many_async", overtaken)
    assert (await process.send_async(SyncWorkerEC2StatusCommand(ID))).status == 409


async def test_refresh_shows_the_worker_when_this_process_has_not_heard_of_it(world: FakeWorld) -> None:
    """Another process imported it a moment ago: its document is here before its event."""
    world.log.tells_changes = False
    world.cloudwatch.put()
    async with FakeProcess(world) as process, FakeProcess(world) as other:
        await other.commit_async(born(1))
        result = await process.send_async(CollectWorkerCloudWatchMetricsCommand(ID))
        assert (result.status, orjson.loads(result.data.worker)["id"]) == (200, ID)
