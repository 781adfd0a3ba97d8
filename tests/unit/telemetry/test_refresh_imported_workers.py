"""An imported worker is read at once, in batches, and not by the cycle alone."""

import asyncio
from typing import Any

import pytest

from application.events.event_reader import EventReader
from application.events.recorded_event import RecordedEvent
from application.ports.ec2_client import InstanceCriteria
from application.ports.source_errors import SourceUnreachableError
from application.telemetry.refresh_imported_workers_handler import RefreshImportedWorkersHandler
from application.worker.bulk_import_cml_workers_command import BulkImportCMLWorkersCommand
from application.worker.import_cml_worker_command import ImportCMLWorkerCommand
from application.worker.remove_cml_worker_command import RemoveCMLWorkerCommand
from domain.errors import ConflictError
from domain.telemetry.metrics_source import MetricsSource
from domain.worker.worker_checks import CheckStatus
from fakes.fake_process import FakeProcess, FakeWorld, until
from fakes.readings import EAST, WEST, cloudwatch_reading, instance_id_of, instance_reading, unborn_worker

HANDLER = RefreshImportedWorkersHandler
IMPORT_ALL = BulkImportCMLWorkersCommand(criteria=InstanceCriteria())
ONE = unborn_worker(1).aggregate_id


@pytest.fixture
def world() -> FakeWorld:
    """AWS without instances."""
    return FakeWorld()


def hosting(world: FakeWorld, **settings: Any) -> FakeProcess:
    """A process that hosts the real handler."""
    return FakeProcess(world, durable={HANDLER: None}, **settings)


async def imported_events(process: FakeProcess) -> list[RecordedEvent]:
    """The events that the handler is told."""
    events = await process.get(EventReader).read_after_async(0, 1000)
    return [event for event in events if event.short_type == "worker.imported"]


async def test_reads_all_sources_when_a_worker_is_imported(world: FakeWorld) -> None:
    """Checks and figures are there without a cycle, again when it is imported again."""
    world.ec2.put(EAST, instance_reading(1))
    world.cloudwatch.put(cloudwatch_reading(1, None, network_in_bytes_per_second=42.0))
    async with hosting(world) as process:
        for _ in range(2):
            await process.send_async(ImportCMLWorkerCommand(region=EAST.region, instance_id=instance_id_of(1)))
            await until(lambda: process.view.worker(ONE).telemetry.network_in_bytes_per_second == 42.0)  # type: ignore[union-attr]
            assert process.view.worker(ONE).checks.system is CheckStatus.OK  # type: ignore[union-attr]
            await process.send_async(RemoveCMLWorkerCommand(ONE))


async def test_asks_once_per_region_when_a_thousand_are_imported(world: FakeWorld) -> None:
    """A thousand workers are as many calls as one of them, and a commit per region; the import has read the details."""
    world.ec2.put(EAST, *(instance_reading(number) for number in range(1, 501)))
    world.ec2.put(WEST, *(instance_reading(number) for number in range(501, 1001)))
    async with hosting(world) as process:
        await process.send_async(IMPORT_ALL)
        world.ec2.calls.clear()
        await until(lambda: world.consumers.saved and world.consumers.saved[-1].cursor >= 1000)
    assert sorted((call, scope.region, len(ids)) for call, scope, ids in world.ec2.calls) == [
        ("statuses", "eu-west-1", 500),
        ("statuses", "us-east-1", 500),
    ]
    assert len(world.log.entries) == 7, "four events of each are news, and an entry holds a thousand"


async def test_finds_the_workers_when_it_is_told_before_they_are_projected(
    world: FakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process's import is told as soon as it is in the log, which may be before its documents are written."""
    world.ec2.put(EAST, instance_reading(1))
    project, slow = world.documents.project_async, asyncio.Event()
    held = iter([slow])

    async def project_late(*what: Any) -> None:
        if hold := next(held, None):
            await hold.wait()
        await project(*what)

    monkeypatch.setattr(world.documents, "project_async", project_late)
    async with hosting(world), FakeProcess(world) as other, asyncio.TaskGroup() as tasks:
        tasks.create_task(other.send_async(IMPORT_ALL))
        await until(lambda: any(call == "statuses" for call, *_ in world.ec2.calls))
        slow.set()


async def test_changes_nothing_when_told_again(world: FakeWorld) -> None:
    """It is idempotent: at least once is once in effect."""
    world.ec2.put(EAST, instance_reading(1))
    async with FakeProcess(world) as process:
        await process.send_async(IMPORT_ALL)
        handler, events = process.get(HANDLER), await imported_events(process)
        await handler.handle_async(events[0])
        entries = len(world.log.entries)
        await handler.handle_many_async(events)
        assert len(world.log.entries) == entries == 3


@pytest.mark.parametrize("trouble", ["removed", "region"])
async def test_is_done_when_a_worker_is_gone_or_its_region_away(world: FakeWorld, trouble: str) -> None:
    """Who left the fleet is not read; what cannot be read shows at the worker, and the next cycle tries again."""
    world.ec2.put(EAST, instance_reading(1))
    async with FakeProcess(world) as process:
        await process.send_async(IMPORT_ALL)
        world.ec2.calls.clear()
        if trouble == "removed":
            await process.send_async(RemoveCMLWorkerCommand(ONE))
        else:
            world.ec2.errors[EAST] = SourceUnreachableError("no answer")
        await process.get(HANDLER).handle_many_async(await imported_events(process))
        if trouble == "removed":
            assert world.ec2.calls == []
        else:
            assert process.view.worker(ONE).failing[MetricsSource.EC2].code == "unreachable"  # type: ignore[union-attr]


async def test_is_told_again_when_a_worker_was_overtaken_twice(
    world: FakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was not saved is not called done."""
    world.ec2.put(EAST, instance_reading(1))
    async with FakeProcess(world) as process:
        await process.send_async(IMPORT_ALL)

        async def overtaken(*_: object, **__: object) -> list[str]:
            await asyncio.sleep(0)
            return [ONE]

        monkeypatch.setattr(process.workers, "update_many_async", overtaken)
        with pytest.raises(ConflictError):
            await process.get(HANDLER).handle_many_async(await imported_events(process))


async def test_reads_nothing_when_monitoring_is_off(world: FakeWorld) -> None:
    """One setting switches off all reading that nobody asked for."""
    world.ec2.put(EAST, instance_reading(1))
    async with FakeProcess(world, worker_monitoring_enabled=False) as process:
        await process.send_async(IMPORT_ALL)
        world.ec2.calls.clear()
        await process.get(HANDLER).handle_many_async(await imported_events(process))
    assert world.ec2.calls == []
