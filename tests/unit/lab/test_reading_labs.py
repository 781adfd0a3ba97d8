"""Labs gathered, compared, committed and told."""

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest

from application.job.job_run import JobRun
from application.lab.sync_worker_cml_labs_command import SyncWorkerCMLLabsCommand
from application.ports.cml_errors import CMLCredentialsRejectedError, CMLUnreachableError
from application.telemetry.lab_changes import LabChanges
from application.telemetry.labs_refresh_job import LabsRefreshJob, LabsRefreshResult
from application.telemetry.overtaken import OVERTAKEN
from application.worker.remove_cml_worker_command import RemoveCMLWorkerCommand
from domain.cml.lab_state import LabState
from domain.job.job_execution import ExecutionWarning
from domain.lab.lab_record import LabRecord
from domain.telemetry.metrics_source import MetricsSource
from fakes.fake_clock import NOON
from fakes.fake_cml_client import lab_reading, labs_reading
from fakes.fake_process import FakeProcess, FakeWorld, until
from fakes.in_memory_cml_worker_repository import InMemoryCMLWorkerRepository
from fakes.readings import EAST, WEST, unborn_worker
from fakes.worker_steps import born, stop

ONE = unborn_worker(1, EAST).aggregate_id
TWO = unborn_worker(2, WEST).aggregate_id


def new_run() -> JobRun:
    """One run of the job."""
    return JobRun(job="labs-refresh", scheduled_for=NOON, started_at=NOON)


async def refresh(process: FakeProcess, run: JobRun | None = None) -> LabsRefreshResult:
    """Let the job run."""
    return await process.get(LabsRefreshJob).run_every(run or new_run())


def told(process: FakeProcess, category: str = "lab") -> list[str]:
    """The short types of the events heard, of one category."""
    return [event.short_type for event in process.heard if event.category == category]


def titles(process: FakeProcess, worker_id: str) -> Iterable[str]:
    """The titles in memory."""
    return sorted(lab.title for lab in process.view.labs.labs_on(worker_id).values())


async def test_labs_of_all_workers_are_one_commit(world: FakeWorld, process: FakeProcess) -> None:
    """Discovered labs, and the worker that recovered, are in one entry; the heartbeat follows."""
    world.cml.put(ONE, lab_reading(1), lab_reading(2))
    world.cml.errors[TWO] = CMLUnreachableError("nobody there")
    await refresh(process)
    del world.cml.errors[TWO]
    world.cml.put(TWO, lab_reading(3))
    world.cml.change(ONE, "lab-1", title="new")
    entries = len(world.log.entries)
    result = await refresh(process)
    assert result == LabsRefreshResult(worker_count=2, labs_updated=2, errors_count=0)
    states, heartbeat = world.log.entries[entries:]
    assert sorted(record.short_type for record in states.records) == [
        "lab.changed",
        "lab.discovered",
        "worker.source.recovered",
    ]
    assert [record.short_type for record in heartbeat.records] == ["fleet.refresh.completed"]
    assert (titles(process, ONE), titles(process, TWO)) == (["new", "title 2"], ["title 3"])


async def test_unchanged_fleet_writes_no_lab_and_tells_the_heartbeat_alone(
    world: FakeWorld, process: FakeProcess
) -> None:
    """Not even where each lab is read in full again."""
    world.cml.put(ONE, lab_reading(1))
    await refresh(process)
    heard, versions = len(process.heard), {key: lab.state_version for key, lab in world.documents.labs.items()}
    for seconds in (30, 3_600):
        world.clock.pass_seconds(seconds)
        await refresh(process)
    assert [event.short_type for event in process.heard[heard:]] == ["fleet.refresh.completed"] * 2
    assert {key: lab.state_version for key, lab in world.documents.labs.items()} == versions


async def test_job_warns_when_a_worker_was_overtaken_twice(
    world: FakeWorld, process: FakeProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the job that reads figures; a run in which nobody was overtaken warns of nothing."""
    world.cml.put(ONE, lab_reading(1))
    await refresh(process, run := new_run())
    assert run.warnings.records() == ()

    async def overtaken(*_: Any) -> list[str]:
        return [ONE]

    monkeypatch.setattr(InMemoryCMLWorkerRepository, "update_many_async", overtaken)
    await refresh(process, run)
    assert run.warnings.records() == (ExecutionWarning(message=OVERTAKEN, items=(ONE,)),)


async def test_events_are_found_by_worker_region_and_tags(world: FakeWorld, process: FakeProcess) -> None:
    """As those of the worker itself."""
    world.cml.put(ONE, lab_reading(1))
    await refresh(process)
    [event] = [event for event in process.heard if event.category == "lab"]
    assert (event.worker_id, set(event.labels.regions), set(event.labels.tags)) == (ONE, {"us-east-1"}, {"owner:ops"})
    assert event.subject == f"{ONE}/lab-1"


async def test_marker_spares_the_full_reading_until_it_is_due(world: FakeWorld, process: FakeProcess) -> None:
    """What nodes do not tell is found when the lab is read in full again."""
    world.cml.put(ONE, lab_reading(1))
    await refresh(process)
    world.cml.change(ONE, "lab-1", title="renamed", marker="-")
    world.clock.pass_seconds(30)
    await refresh(process)
    assert titles(process, ONE) == ["title 1"]
    world.clock.pass_seconds(600)
    await refresh(process)
    assert titles(process, ONE) == ["renamed"]


async def test_lab_is_read_again_when_somebody_else_told_of_it(world: FakeWorld, process: FakeProcess) -> None:
    """Another process read it as started; the marker of before stands for a version that is no more."""
    world.cml.put(ONE, lab_reading(1))
    await refresh(process)
    lab = LabRecord.on_worker(process.view.workers_of([ONE])[0], world.documents.labs[f"{ONE}/lab-1"])
    lab.record(lab_reading(1, state=LabState.STARTED, taken_at=NOON + timedelta(seconds=0.5)))
    await process.commit_async(lab)
    world.clock.pass_seconds(1)
    await refresh(process)
    assert told(process) == ["lab.discovered", "lab.state.changed", "lab.state.changed"]
    assert process.view.labs.labs_on(ONE)[f"{ONE}/lab-1"].state is LabState.STOPPED


async def test_lab_that_is_no_longer_listed_is_removed(world: FakeWorld, process: FakeProcess) -> None:
    """One that waits for its turn to be read is still there."""
    world.cml.put(ONE, lab_reading(1), lab_reading(2))
    await refresh(process)
    world.cml.unread.add("lab-2")
    del world.cml.labs[ONE]["lab-1"]
    world.clock.pass_seconds(1)
    await refresh(process)
    assert told(process)[2:] == ["lab.removed"]
    assert titles(process, ONE) == ["title 2"]


async def test_labs_stay_when_their_worker_is_stopped(world: FakeWorld, process: FakeProcess) -> None:
    """Nobody is asked, and they are shown as of when they were last read."""
    world.cml.put(ONE, lab_reading(1))
    await refresh(process)
    world.clock.pass_seconds(60)
    await refresh(process)
    [worker] = await process.workers.get_many_async([ONE])
    world.clock.pass_seconds(60)
    await process.commit_async(stop(worker, world.clock.now()))
    calls = len(world.cml.calls)
    await refresh(process)
    assert len(world.cml.calls) == calls + 1  # the other worker's
    assert titles(process, ONE) == ["title 1"]
    seen_at = process.view.labs_seen_at(process.view.workers_of([ONE])[0])
    assert seen_at is not None
    assert (world.clock.now() - seen_at).total_seconds() == 60


async def test_labs_go_with_the_worker_that_leaves_the_fleet(world: FakeWorld, process: FakeProcess) -> None:
    """In the same commit."""
    world.cml.put(ONE, lab_reading(1))
    await refresh(process)
    entries = len(world.log.entries)
    assert (await process.send_async(RemoveCMLWorkerCommand(ONE))).status == 204
    [entry] = world.log.entries[entries:]
    assert [record.short_type for record in entry.records] == ["worker.removed", "lab.removed"]
    assert list(process.view.labs) == []


async def test_labs_of_a_terminated_worker_go_with_the_next_run(world: FakeWorld, process: FakeProcess) -> None:
    """Also those that were told after their worker had gone."""
    world.cml.put(ONE, lab_reading(1))
    await refresh(process)
    [worker] = await process.workers.get_many_async([ONE])
    worker.remove(world.clock.now())
    await process.commit_async(worker)
    result = await refresh(process)
    assert result.labs_updated == 1
    assert told(process) == ["lab.discovered", "lab.removed"]


async def test_one_controller_in_trouble_is_its_worker_alone(world: FakeWorld, process: FakeProcess) -> None:
    """It shows as failing, its labs stay; an unexpected fault is one of the service."""
    world.cml.put(TWO, lab_reading(1))
    world.cml.errors[ONE] = CMLCredentialsRejectedError("the password is wrong")
    await refresh(process)
    world.cml.errors[ONE] = RuntimeError("a million labs")
    await refresh(process)
    assert titles(process, TWO) == ["title 1"]
    failing = process.view.workers_of([ONE])[0].failing[MetricsSource.LABS]
    assert failing.code == "internal"
    assert told(process, "source") == ["worker.source.failing"] * 2


async def test_controller_without_address_is_not_asked(world: FakeWorld) -> None:
    """There is nowhere to ask."""
    async with FakeProcess(world, cml_url="https://{tag.host}") as process:
        await process.commit_async(born(1, EAST))
        result = await refresh(process)
        refused = await process.send_async(SyncWorkerCMLLabsCommand(ONE))
    assert (result.errors_count, world.cml.calls) == (1, [])
    assert (refused.status, refused.error.code) == (409, "address_unknown")


async def test_two_syncs_of_one_worker_are_one_set_of_calls(world: FakeWorld, process: FakeProcess) -> None:
    """Both are answered; the next one asks again."""
    world.cml.put(ONE, lab_reading(1))
    world.cml.gate = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        syncs = [tasks.create_task(process.send_async(SyncWorkerCMLLabsCommand(ONE))) for _ in range(3)]
        await until(lambda: world.cml.calls)
        world.cml.gate.set()
    assert [sync.result().status for sync in syncs] == [200] * 3
    assert world.cml.calls == ["labs"]
    assert (await process.send_async(SyncWorkerCMLLabsCommand(ONE))).status == 200
    assert world.cml.calls == ["labs"] * 2


async def test_waiting_sync_takes_over_when_the_first_is_cut_off(world: FakeWorld, process: FakeProcess) -> None:
    """Who hung up takes nobody with them."""
    world.cml.gate = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        first = tasks.create_task(process.send_async(SyncWorkerCMLLabsCommand(ONE)))
        await until(lambda: world.cml.calls)
        second = tasks.create_task(process.send_async(SyncWorkerCMLLabsCommand(ONE)))
        for _ in range(20):
            await asyncio.sleep(0)
        first.cancel()
        await until(lambda: len(world.cml.calls) == 2)
        world.cml.gate.set()
    assert second.result().status == 200


@pytest.mark.parametrize(
    ("worker_id", "error", "status", "code"),
    [
        ("00000000-0000-4000-8000-000000000000", None, 404, "not_found"),
        (ONE, CMLUnreachableError("nobody there"), 503, "cml_unreachable"),
    ],
)
async def test_sync_says_why_it_cannot_be(
    world: FakeWorld, process: FakeProcess, worker_id: str, error: Any, status: int, code: str
) -> None:
    """Unknown workers, and controllers that do not answer."""
    world.cml.errors |= {worker_id: error} if error else {}
    result = await process.send_async(SyncWorkerCMLLabsCommand(worker_id))
    assert (result.status, result.error.code) == (status, code)


async def test_sync_is_a_conflict_when_the_worker_does_not_run(process: FakeProcess) -> None:
    """Nobody is there to be asked."""
    [worker] = await process.workers.get_many_async([ONE])
    await process.commit_async(stop(worker))
    result = await process.send_async(SyncWorkerCMLLabsCommand(ONE))
    assert (result.status, result.error.code) == (409, "worker_not_running")


def test_reading_names_each_lab_once(process: FakeProcess) -> None:
    """Labs by id: what is listed twice is one lab."""
    worker = process.view.workers_of([ONE])[0]
    labs = process.get(LabChanges).of_reading(worker, labs_reading(ONE, lab_reading(1), lab_reading(1)))
    assert [lab.aggregate_id for lab in labs] == [f"{ONE}/lab-1"]
