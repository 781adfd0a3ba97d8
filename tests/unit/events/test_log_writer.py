"""Compare and append, by one process and by several."""

import asyncio
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from application.events.reprojection import Reprojection
from domain.errors import SourceUnavailableError
from domain.worker.cml_worker import CMLWorker
from fakes.fake_process import FakeProcess, FakeWorld, until
from fakes.worker_steps import born, committed, measure, start, stop


async def test_goes_on_behind_the_other_when_its_number_is_taken(world: FakeWorld) -> None:
    """Both entries are in the log, one after the other, and both processes know both."""
    async with FakeProcess(world) as one, FakeProcess(world) as other:
        async with asyncio.TaskGroup() as callers:
            callers.create_task(one.commit_async(born(1)))
            callers.create_task(other.commit_async(born(2)))
        await until(lambda: len(one.heard) == len(other.heard) == 2)
    assert [(entry.entry, entry.first) for entry in world.log.entries] == [(1, 1), (2, 2)]
    assert [event.position for event in one.heard] == [event.position for event in other.heard]


async def test_nothing_is_appended_when_all_became_stale(world: FakeWorld) -> None:
    """Whoever loses the race for a worker appends no empty entry."""
    async with FakeProcess(world) as one, FakeProcess(world) as other:
        first, second = born(1), born(1)
        async with asyncio.TaskGroup() as callers:
            answers = [callers.create_task(one.commit_async(first)), callers.create_task(other.commit_async(second))]
        assert sorted(len(answer.result()) for answer in answers) == [0, 1]
    assert len(world.log.entries) == 1


async def test_commit_is_known_from_the_log_when_its_answer_was_lost(world: FakeWorld) -> None:
    """The caller cannot know; the fleet does, and tells the event once."""
    async with FakeProcess(world) as process:
        worker = await committed(process)
        world.log.answers_lost = 1
        with pytest.raises(SourceUnavailableError):
            await process.commit_async(stop(worker))
        await until(lambda: not process.get(Reprojection).overdue)
        assert [event.sequence for event in process.heard] == [1, 2]
        assert world.documents.workers[worker.aggregate_id].state_version == 2


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10_000), processes=st.integers(2, 3))
def test_no_update_is_lost_when_processes_commit_at_once(seed: int, processes: int) -> None:
    """Versions and sequences are gapless, every acknowledged event is in the log, and all hear the same."""
    asyncio.run(_race(Random(seed), processes))  # noqa: S311  # the same race for the same seed


async def _race(chance: Random, count: int) -> None:
    world = FakeWorld()
    processes = [FakeProcess(world) for _ in range(count)]
    acknowledged: list[tuple[str, int]] = []
    for process in processes:
        await process.__aenter__()
    async with asyncio.TaskGroup() as tasks:
        for process in processes:
            for _ in range(4):
                of_its_own = Random(chance.random())  # noqa: S311  # the same race for the same seed
                tasks.create_task(_change_workers(process, of_its_own, acknowledged))
    last = world.log.entries[-1].last
    await until(lambda: all(len(process.heard) == last for process in processes))
    for process in processes:
        await process.__aexit__(None, None, None)
    _check(world, processes, acknowledged)


async def _change_workers(process: FakeProcess, chance: Random, acknowledged: list[tuple[str, int]]) -> None:
    for _ in range(5):
        number = chance.randint(1, 3)
        worker = await process.workers.get_async(born(number).aggregate_id) or born(number)
        if not worker.pending_events:
            _change(worker, chance)
        made = [(worker.aggregate_id, event.aggregate_version) for event in worker.pending_events]
        if not await process.commit_async(worker):
            acknowledged += made


def _change(worker: CMLWorker, chance: Random) -> None:
    if chance.random() < 1 / 3:
        measure(worker, chance.uniform(0, 100))
    else:
        chance.choice([stop, start])(worker)


def _check(world: FakeWorld, processes: list[FakeProcess], acknowledged: list[tuple[str, int]]) -> None:
    entries = world.log.entries
    assert [entry.entry for entry in entries] == list(range(1, len(entries) + 1))
    assert all(before.last + 1 == after.first for before, after in pairwise(entries))
    records = [record for entry in entries for record in entry.records]
    assert [record.sequence for record in records] == list(range(1, len(records) + 1))
    logged = [(str(record.worker_id), record.aggregate_version) for record in records]
    assert len(set(logged)) == len(logged)
    assert set(acknowledged) <= set(logged)
    for worker_id in {worker_id for worker_id, _ in logged}:
        versions = [version for owner, version in logged if owner == worker_id]
        assert versions == list(range(1, len(versions) + 1))
        assert all(process.view.states_of([worker_id]) == [world.documents.workers[worker_id]] for process in processes)
    for process in processes:
        assert [event.sequence for event in process.heard] == list(range(1, len(records) + 1))
