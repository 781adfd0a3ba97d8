"""Commands that are meant for a version of a worker."""

import asyncio
from collections.abc import Collection
from typing import Any

import pytest
from neuroglia.mediation.mediator import Command

from application.behaviors.error_behavior import RefusedResult
from application.telemetry.collect_worker_cloudwatch_metrics_command import CollectWorkerCloudWatchMetricsCommand
from application.telemetry.refresh_worker_metrics_command import RefreshWorkerMetricsCommand
from application.telemetry.sync_worker_ec2_status_command import SyncWorkerEC2StatusCommand
from application.telemetry.worker_refresh import WorkerRefresh
from application.worker.active_workers import ActiveWorkers
from application.worker.remove_cml_worker_command import RemoveCMLWorkerCommand
from domain.errors import PreconditionFailedError
from domain.telemetry.metrics_source import MetricsSource
from domain.worker.worker_status import WorkerStatus
from fakes.fake_process import FakeProcess, FakeWorld
from fakes.readings import EAST, cloudwatch_reading, instance_id_of, instance_reading, unborn_worker
from fakes.worker_steps import born, committed, copy, stop

ID = unborn_worker(1).aggregate_id


def all_commands(expected: Collection[int]) -> list[Command[Any]]:
    """Every command that takes expected versions."""
    return [
        CollectWorkerCloudWatchMetricsCommand(ID, expected),
        SyncWorkerEC2StatusCommand(ID, expected),
        RefreshWorkerMetricsCommand(worker_id=ID, expected_versions=expected),
        RemoveCMLWorkerCommand(ID, expected),
    ]


@pytest.fixture
def world() -> FakeWorld:
    """One instance with figures."""
    world = FakeWorld()
    world.ec2.put(EAST, instance_reading(1))
    world.cloudwatch.put(cloudwatch_reading(1))
    return world


def current_version_told(result: Any) -> int:
    """The version that a failed precondition names."""
    assert isinstance(result, RefusedResult)
    assert isinstance(result.error, PreconditionFailedError)
    assert result.status == 412
    return result.error.current_version


@pytest.mark.parametrize("expected", [{2}, {7, 8}, set()])
async def test_changes_nothing_when_another_version_is_expected(
    world: FakeWorld, process: FakeProcess, expected: set[int]
) -> None:
    """The refusal names the version there is; no source was asked, nothing was committed."""
    await committed(process)
    for command in all_commands(expected):
        assert current_version_told(await process.send_async(command)) == 1
    assert (world.ec2.calls, world.cloudwatch.calls, len(world.log.entries)) == ([], [], 1)


async def test_changes_it_when_its_version_is_expected(process: FakeProcess) -> None:
    """One of several expected versions will do."""
    await committed(process)
    for position in range(4):
        worker = process.view.worker(ID)
        assert worker is not None
        command = all_commands({worker.state_version, 99})[position]
        assert (await process.send_async(command)).status in {200, 204}
    assert list(process.view.workers()) == []


@pytest.mark.parametrize("command", [SyncWorkerEC2StatusCommand(ID, {1}), RemoveCMLWorkerCommand(ID, {1})])
async def test_is_refused_when_somebody_else_changes_it_before_the_commit(
    world: FakeWorld, process: FakeProcess, command: Command[Any]
) -> None:
    """The version is compared with what the commit builds on, not only with what was loaded."""
    worker = await committed(process)
    world.ec2.change(EAST, instance_id_of(1), WorkerStatus.STOPPING)
    async with asyncio.TaskGroup() as callers:
        callers.create_task(process.commit_async(stop(copy(worker))))
        changing = callers.create_task(process.send_async(command))
    assert current_version_told(changing.result()) == 2
    assert [state.status for state in process.view.workers()] == [WorkerStatus.STOPPED]


async def test_takes_the_rest_when_the_first_part_was_committed_for_its_version(
    world: FakeWorld, process: FakeProcess
) -> None:
    """What was expected held when the change began; what answers late is applied to whatever it is by then."""
    await committed(process)
    refresh = process.get(WorkerRefresh)
    worker = await refresh.load_async(ID, {1})
    metrics = process.get(WorkerRefresh)._metrics

    async def in_two_batches(workers: Any, sources: Any, save: Any, *, urgent: bool) -> Any:
        first = await type(metrics).refresh_async(metrics, workers, [MetricsSource.EC2], save)
        [other] = await process.get(ActiveWorkers).load_async()
        await process.commit_async(stop(other))
        second = await type(metrics).refresh_async(metrics, workers, [MetricsSource.CLOUDWATCH], save)
        first.join(second)
        return first

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(metrics, "refresh_async", in_two_batches)
        refreshed = await refresh.refresh_async(worker, list(MetricsSource), {1})
    assert refreshed.sources_synced == list(MetricsSource)
    assert process.view.worker(ID).status is WorkerStatus.STOPPED  # type: ignore[union-attr]


async def test_looks_into_the_log_when_a_document_is_older_than_expected(
    world: FakeWorld, process: FakeProcess
) -> None:
    """A client may have seen a version in the moment before its document was written."""
    worker = born(1)
    await process.commit_async(worker)
    older = world.documents.workers[ID]
    await process.commit_async(stop(copy(worker)))
    world.documents.workers[ID] = older
    assert (await process.send_async(RemoveCMLWorkerCommand(ID, {2}))).status == 204
