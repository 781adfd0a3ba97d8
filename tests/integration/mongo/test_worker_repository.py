import pytest

from domain.errors import ConflictError
from domain.worker.cml_worker import CMLWorker
from domain.worker.cml_worker_repository import CMLWorkerRepository
from domain.worker.worker_status import WorkerStatus
from fakes.fake_clock import NOON
from fakes.readings import EAST, WELL, instance_reading, status_reading, unborn_worker
from support.running_service import RunningService


@pytest.fixture
def workers(service: RunningService) -> CMLWorkerRepository:
    """The repository of a service on the embedded database."""
    repository: CMLWorkerRepository = service.service(CMLWorkerRepository)
    return repository


async def added(workers: CMLWorkerRepository, number: int = 1) -> CMLWorker:
    """Import a worker."""
    worker = unborn_worker(number)
    worker.import_instance(EAST, instance_reading(number))
    await workers.add_async(worker)
    return worker


def stop(worker: CMLWorker) -> None:
    """Let the worker hear that it is stopped."""
    worker.record_ec2(status_reading(WorkerStatus.STOPPED, WELL, NOON), None)


async def test_loads_what_was_added_when_asked(workers: CMLWorkerRepository) -> None:
    """A worker comes back as it was committed, with nothing pending."""
    worker = await added(workers)
    loaded = await workers.get_async(worker.aggregate_id)
    assert loaded is not None
    assert loaded.state == worker.state
    assert loaded.pending_events == []
    assert await workers.contains_async(worker.aggregate_id)
    assert not await workers.contains_async("nobody")


async def test_loads_who_is_gone_when_asked_by_id(workers: CMLWorkerRepository) -> None:
    """Terminated and removed workers too; ids that nobody has are left out."""
    active, terminated, removed = [await added(workers, number) for number in (1, 2, 3)]
    gone = status_reading(WorkerStatus.TERMINATED, None, NOON, 2)
    terminated.record_ec2(gone, None)
    removed.remove(NOON)
    await workers.update_async(terminated)
    await workers.update_async(removed)
    known = [worker.aggregate_id for worker in (active, terminated, removed)]
    assert len(await workers.get_many_async([*known, "nobody"])) == 3


async def test_applies_again_when_a_worker_is_stale(workers: CMLWorkerRepository) -> None:
    """Who was overtaken is reloaded and takes the readings once more: nobody's change is lost."""
    worker = await added(workers)
    overtaken = await workers.get_async(worker.aggregate_id)
    assert overtaken is not None
    worker.record_ec2_absence(NOON)
    await workers.update_async(worker)
    stop(overtaken)
    assert await workers.update_many_async([overtaken], stop) == []
    loaded = await workers.get_async(worker.aggregate_id)
    assert loaded is not None
    assert loaded.state.status is WorkerStatus.STOPPED
    assert loaded.state.failing == {}
    assert loaded.state.state_version == 5


async def test_conflicts_when_a_single_worker_is_stale(workers: CMLWorkerRepository) -> None:
    """A single update that was overtaken is a conflict for its caller."""
    worker = await added(workers)
    stale = await workers.get_async(worker.aggregate_id)
    assert stale is not None
    worker.remove(NOON)
    await workers.update_async(worker)
    stop(stale)
    with pytest.raises(ConflictError):
        await workers.update_async(stale)
    with pytest.raises(NotImplementedError):
        await workers.remove_async(stale.aggregate_id)
