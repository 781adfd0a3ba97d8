"""EC2: states every time, details only when they are due."""

from collections.abc import Sequence

import pytest

from application.ports.source_errors import SourceUnreachableError
from application.telemetry.worker_metrics_service import WorkerMetricsService
from domain.telemetry.metrics_source import MetricsSource
from domain.worker.cml_worker import CMLWorker
from domain.worker.worker_checks import WorkerChecks
from domain.worker.worker_status import WorkerStatus
from fakes.fake_process import FakeProcess, FakeWorld
from fakes.readings import EAST, imported_worker, instance_id_of, instance_reading
from fakes.worker_steps import as_if_saved


async def details_asked(process: FakeProcess, world: FakeWorld, workers: Sequence[CMLWorker]) -> list[set[str]]:
    """Refresh from EC2; return whose details were asked for, call by call."""
    world.ec2.calls.clear()
    await process.get(WorkerMetricsService).refresh_async(workers, [MetricsSource.EC2], as_if_saved)
    return [set(ids) for operation, _, ids in world.ec2.calls if operation == "instances"]


ONE, TWO = instance_id_of(1), instance_id_of(2)


@pytest.mark.parametrize("numbers", [(1, 2), (1,)])
async def test_details_are_read_every_ten_minutes(
    world: FakeWorld, process: FakeProcess, numbers: Sequence[int]
) -> None:
    """Names, tags and addresses of all are looked at 600 s after the import and every 600 s, also those of one."""
    workers = [imported_worker(number) for number in numbers]
    everybody = {instance_id_of(number) for number in numbers}
    world.clock.pass_seconds(599)
    assert await details_asked(process, world, workers) == []
    world.clock.pass_seconds(1)
    assert await details_asked(process, world, workers) == [everybody]
    world.clock.pass_seconds(599)
    assert await details_asked(process, world, workers) == []
    world.clock.pass_seconds(1)
    assert await details_asked(process, world, workers) == [everybody]


async def test_details_are_read_for_who_changed(world: FakeWorld, process: FakeProcess) -> None:
    """A changed state brings its reason and addresses at once."""
    workers = [imported_worker(1), imported_worker(2)]
    await details_asked(process, world, workers)
    world.ec2.put(EAST, instance_reading(2, status=WorkerStatus.STOPPED, status_reason="why", public_ip=None))
    assert await details_asked(process, world, workers) == [{TWO}]
    assert (workers[1].state.status_reason, workers[1].state.public_ip) == ("why", None)


async def test_focused_refresh_leaves_the_others_due(world: FakeWorld, process: FakeProcess) -> None:
    """Looking at one worker does not put off the look at all."""
    workers = [imported_worker(1), imported_worker(2)]
    world.clock.pass_seconds(600)
    assert await details_asked(process, world, workers[:1]) == [{ONE}]
    assert await details_asked(process, world, workers) == [{TWO}]


async def test_details_stay_due_when_they_could_not_be_read(world: FakeWorld, process: FakeProcess) -> None:
    """A failed look counts for nothing."""
    workers = [imported_worker(1)]
    world.clock.pass_seconds(600)
    world.ec2.errors[EAST] = SourceUnreachableError("no answer")
    assert await details_asked(process, world, workers) == []
    world.ec2.errors.clear()
    assert await details_asked(process, world, workers) == [{ONE}]


async def test_worker_is_present_when_only_its_details_are_listed(world: FakeWorld, process: FakeProcess) -> None:
    """An instance that DescribeInstanceStatus leaves out is looked for by id before it counts as absent."""
    worker = imported_worker(1)
    world.ec2.unlisted.add(ONE)
    world.ec2.put(EAST, instance_reading(1, status=WorkerStatus.STOPPING))
    await details_asked(process, world, [worker])
    assert (worker.state.status, worker.state.checks) == (WorkerStatus.STOPPING, WorkerChecks())


async def test_worker_is_terminated_when_absence_is_confirmed(world: FakeWorld, process: FakeProcess) -> None:
    """Neither call knows it, twice, a minute apart."""
    worker = imported_worker(1)
    world.ec2.forget(EAST, ONE)
    await details_asked(process, world, [worker])
    assert worker.state.active
    world.clock.pass_seconds(60)
    await details_asked(process, world, [worker])
    assert not worker.state.active
