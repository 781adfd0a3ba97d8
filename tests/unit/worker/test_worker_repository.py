"""Saving workers, whoever reads them."""

import pytest

from application.worker.active_workers import ActiveWorkers
from domain.errors import ConflictError
from fakes.fake_process import FakeProcess
from fakes.worker_steps import born, committed, copy, measure, stop


async def test_worker_is_contained_when_saved(process: FakeProcess) -> None:
    """Adding and updating are the same: its events are committed."""
    worker = born(1)
    assert not await process.workers.contains_async(worker.aggregate_id)
    await process.workers.add_async(worker)
    assert await process.workers.contains_async(worker.aggregate_id)
    await process.workers.update_async(stop(worker))
    [loaded] = await process.get(ActiveWorkers).load_async()
    assert loaded.state == worker.state


async def test_update_is_a_conflict_when_somebody_was_faster(process: FakeProcess) -> None:
    """A single update is not tried again: nobody has said how."""
    worker = await committed(process)
    await process.workers.update_async(stop(copy(worker)))
    with pytest.raises(ConflictError, match="meanwhile"):
        await process.workers.update_async(measure(worker, 50.0))


async def test_update_of_many_is_applied_again_when_somebody_was_faster(process: FakeProcess) -> None:
    """Whoever is overtaken a second time is named."""
    worker = await committed(process)
    await process.workers.update_async(stop(copy(worker)))
    overtakers = []

    def again(reloaded: object) -> None:
        overtakers.append(reloaded)

    assert await process.workers.update_many_async([measure(worker, 50.0)], again) == []
    assert len(overtakers) == 1


async def test_worker_is_not_removed_like_a_document(process: FakeProcess) -> None:
    """It leaves the fleet by an event."""
    with pytest.raises(NotImplementedError, match="by an event"):
        await process.workers.remove_async("w")
