"""Controllers are read many at once, each for itself."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from application.ports.cml_client import CMLHost
from application.ports.cml_errors import CMLCredentialsRejectedError, CMLUnreachableError
from application.telemetry import arrivals, cml_host_reader, delivery
from application.telemetry.cml_health_collection_job import CMLHealthCollectionJob
from application.telemetry.fleet_refresh import FleetRefresh
from application.telemetry.labs_refresh_job import LabsRefreshJob
from application.telemetry.worker_collection import WorkerCollectionResult
from application.telemetry.worker_metrics_service import WorkerMetricsService
from domain.cml.cml_system_reading import CMLSystemReading
from domain.cml.lab_state import LabState
from domain.telemetry.metrics_source import METRICS_SOURCES, MetricsSource
from domain.telemetry.worker_telemetry import OF_CML
from domain.worker.activity_events import ActivitySource
from domain.worker.cml_worker import CMLWorker
from domain.worker.worker_status import WorkerStatus
from fakes.fake_clock import NOON
from fakes.fake_cml_client import FakeCMLClient, health_reading, lab_reading, system_reading
from fakes.fake_process import FakeProcess, FakeWorld, until
from fakes.readings import EAST, cloudwatch_reading, imported_worker, instance_id_of
from fakes.worker_steps import as_if_saved, born
from unit.job.test_worker_metrics_collection_job import new_run

CML = MetricsSource.CML


class SlowCMLClient(FakeCMLClient):
    """Does not answer for the workers in `silent`."""

    silent: frozenset[str] = frozenset()

    async def read_system_async(self, host: CMLHost) -> CMLSystemReading:
        """Answer, or be silent for longer than anybody waits."""
        if host.worker_id in self.silent:
            self.calls.append("silent")
            await asyncio.sleep(3600)
        return await super().read_system_async(host)


@pytest.fixture
def slow_world() -> FakeWorld:
    """A world with controllers that may be silent."""
    world = FakeWorld()
    world.cml = SlowCMLClient(world.clock)
    return world


async def batches(process: FakeProcess, workers: Sequence[CMLWorker], **more: bool) -> list[FleetRefresh]:
    """Read controllers; return what was saved, batch by batch."""
    saved: list[FleetRefresh] = []

    async def save(batch: FleetRefresh) -> None:
        saved.append(batch)
        await as_if_saved(batch)

    await process.get(WorkerMetricsService).refresh_async(workers, [CML], save, **more)
    return saved


async def test_each_running_worker_is_asked_when_the_fleet_is_read(world: FakeWorld, process: FakeProcess) -> None:
    """One that does not run is not, and is no failure; one outcome tells how many."""
    workers = [imported_worker(1), imported_worker(2), imported_worker(3, status=WorkerStatus.STOPPED)]
    [batch] = await batches(process, workers)
    assert world.cml.calls == ["system", "system"]
    assert set(batch.cml) == {worker.aggregate_id for worker in workers[:2]}
    assert (batch.outcomes[CML][0].workers, batch.outcomes[CML][0].failed, batch.failures) == (2, 0, {})
    assert workers[0].state.https_endpoint == "https://10.0.0.1"


async def test_controller_is_asked_at_once_when_a_person_wants_it(world: FakeWorld, process: FakeProcess) -> None:
    """One that failed a while ago is left alone by jobs, not by who has just mended it."""
    worker = imported_worker(1)
    await batches(process, [worker])
    assert world.cml.retried == []
    await batches(process, [worker], urgent=True)
    assert world.cml.retried == [worker.aggregate_id]


async def test_health_is_read_when_the_refresh_is_thorough(world: FakeWorld, process: FakeProcess) -> None:
    """What a controller tells of itself counts also when it does not tell of its health."""
    one, two = imported_worker(1), imported_worker(2)
    world.cml.healths[one.aggregate_id] = health_reading(licensed=False)
    world.cml.errors[f"{two.aggregate_id} health"] = CMLCredentialsRejectedError("not for you")
    await batches(process, [one, two], thorough=True)
    assert (one.state.service.code, two.state.service.code) == ("cml_not_licensed", "")


async def test_health_that_cannot_be_read_is_told_once(world: FakeWorld) -> None:
    """The job warns when it begins or becomes another trouble, not at every look; nothing else is a failure."""
    refused, silent = CMLCredentialsRejectedError("not for you"), CMLUnreachableError("no answer")
    worker, warned = born(1, EAST), []
    async with FakeProcess(world) as process:
        await process.commit_async(worker)
        for error in (refused, refused, silent, None, silent):
            world.cml.errors = {f"{worker.aggregate_id} health": error} if error else {}
            result = await process.get(CMLHealthCollectionJob).run_every(run := new_run())
            assert result.errors_count == 0
            warned.append(tuple(warning.message for warning in run.warnings.records()))
    begin = f"the health of {worker.aggregate_id} could not be read: "
    assert warned == [(begin + "not for you",), (), (begin + "no answer",), (), (begin + "no answer",)]


@pytest.mark.parametrize(
    ("error", "code"), [(CMLUnreachableError("no answer"), "cml_unreachable"), (ZeroDivisionError(), "internal")]
)
async def test_failure_is_that_worker_s_alone(
    world: FakeWorld, process: FakeProcess, error: Exception, code: str
) -> None:
    """The others are read."""
    well, ill = imported_worker(1), imported_worker(2)
    world.cml.errors[ill.aggregate_id] = error
    [batch] = await batches(process, [well, ill])
    assert (well.state.failing, ill.state.failing[CML].code) == ({}, code)
    assert (batch.outcomes[CML][0].failed, batch.errors_count) == (1, 1)


async def test_worker_without_address_is_a_failure(process: FakeProcess) -> None:
    """Nobody can be asked."""
    nowhere = imported_worker(1, private_ip=None)
    await batches(process, [nowhere])
    assert nowhere.state.service.code == "cml_unreachable"


async def test_others_are_saved_first_when_a_controller_is_silent(slow_world: FakeWorld) -> None:
    """Also where only one is asked at a time. The silent one ends at its deadline and is asked last the next time."""
    limits: dict[str, Any] = {"cml_hosts_at_once": 1, "cml_patience_seconds": 0.01, "cml_host_timeout_seconds": 0.2}
    process = FakeProcess(slow_world, refresh_straggler_seconds=0.05, **limits)
    silent, *others = [imported_worker(number) for number in range(1, 5)]
    assert isinstance(slow_world.cml, SlowCMLClient)
    slow_world.cml.silent = frozenset({silent.aggregate_id})
    first, *_, last = await batches(process, [silent, *others])
    assert set(first.workers) == {worker.aggregate_id for worker in others}
    assert first.outcomes == {}
    assert set(last.workers) == {silent.aggregate_id}
    assert (last.outcomes[CML][0].workers, last.outcomes[CML][0].failed) == (4, 1)
    assert silent.state.service.reason == "unreachable: https://10.0.0.1 takes longer than 0.2 s"
    slow_world.cml.calls.clear()
    await batches(process, [silent, *others])
    assert slow_world.cml.calls == ["system", "system", "system", "silent"]


async def test_worker_is_saved_when_both_sources_of_its_controller_are_read(
    world: FakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They take turns, so that the first workers are complete while the last are still to be asked."""
    monkeypatch.setattr(cml_host_reader, "WORKERS_PER_PART", 1)
    monkeypatch.setattr(delivery, "WORKERS_PER_PART", 1)
    monkeypatch.setattr(arrivals, "WORKERS_PER_BATCH", 1)
    process, saved = FakeProcess(world, cml_hosts_at_once=1), list[tuple[set[str], int]]()
    workers = [imported_worker(number) for number in range(1, 11)]

    async def save(batch: FleetRefresh) -> None:
        saved.append((set(batch.cml) & set(batch.labs), len(world.cml.calls)))
        await as_if_saved(batch)

    await process.get(WorkerMetricsService).refresh_async(workers, [CML, MetricsSource.LABS], save)
    first, asked_by_then = saved[0]
    assert workers[0].aggregate_id in first
    assert asked_by_then < len(workers) < len(world.cml.calls)
    assert set.union(*(complete for complete, _ in saved)) == {worker.aggregate_id for worker in workers}


async def test_figures_are_kept_by_source_when_both_are_read(world: FakeWorld) -> None:
    """CloudWatch's CPU is left out where CML was read; a controller without figures leaves no sample."""
    process = FakeProcess(world)
    told, silent = imported_worker(1), imported_worker(2)
    earlier = NOON - timedelta(minutes=5)
    world.cloudwatch.put(cloudwatch_reading(1, 50.0, network_in_bytes_per_second=9.0, taken_at=earlier))
    nothing: dict[str, Any] = dict.fromkeys(OF_CML)
    world.cml.systems[silent.aggregate_id] = system_reading(**nothing)
    await process.get(WorkerMetricsService).refresh_async([told, silent], METRICS_SOURCES, as_if_saved)
    kept = world.history.samples[told.aggregate_id]
    assert kept[earlier].figures == {"network_in_bytes_per_second": 9.0}
    assert kept[NOON].figures["cpu_percent"] == 20.0
    assert silent.aggregate_id not in world.history.samples


async def test_calls_are_made_once_when_two_read_at_once(world: FakeWorld, process: FakeProcess) -> None:
    """Both have the answers; also of errors."""
    ill = imported_worker(2)
    world.cml.errors[ill.aggregate_id] = CMLUnreachableError("no answer")
    copies = [[imported_worker(1), imported_worker(2)] for _ in range(2)]
    async with asyncio.TaskGroup() as tasks:
        for workers in copies:
            tasks.create_task(batches(process, workers))
    assert world.cml.calls == ["system", "system"]
    assert all(one.state.cml.version and two.state.failing for one, two in copies)


async def test_who_waits_takes_over_when_the_one_who_asks_is_cut_off(slow_world: FakeWorld) -> None:
    """Nobody is left without an answer."""
    process = FakeProcess(slow_world)
    assert isinstance(slow_world.cml, SlowCMLClient)
    slow_world.cml.silent = frozenset({imported_worker(1).aggregate_id})
    waiting = imported_worker(1)
    asking = asyncio.create_task(batches(process, [imported_worker(1)]))
    await until(lambda: slow_world.cml.calls)
    taking_over = asyncio.create_task(batches(process, [waiting]))
    for _ in range(20):
        await asyncio.sleep(0)
    slow_world.cml.silent = frozenset()
    asking.cancel()
    await taking_over
    assert waiting.state.cml.version is not None


async def test_job_reads_running_workers_thoroughly(world: FakeWorld) -> None:
    """Workers, licence and an announcement in one commit; a second run finds nothing new."""
    async with FakeProcess(world) as process:
        await process.commit_async(born(1))
        world.ec2.change(EAST, instance_id_of(1), WorkerStatus.RUNNING)
        job = process.get(CMLHealthCollectionJob)
        first, second = [await job.run_every(new_run()) for _ in range(2)]
    assert first == WorkerCollectionResult(worker_count=1, workers_updated=1, errors_count=0)
    assert second.workers_updated == 0
    assert world.cml.calls == ["system", "health", "activity"] * 2


async def test_activity_is_taken_when_a_controller_is_read_thoroughly(world: FakeWorld, process: FakeProcess) -> None:
    """What is known is told once."""
    worker = imported_worker(1)
    world.cml.active_at[worker.aggregate_id] = NOON
    await batches(process, [worker])
    assert worker.state.idle.last_activity_at is None
    for _ in range(2):
        [batch] = await batches(process, [worker], thorough=True)
        assert batch.cml_activities[worker.aggregate_id].active_at == NOON
    idle = worker.state.idle
    assert (idle.last_activity_at, idle.last_activity_source) == (NOON, ActivitySource.CONTROLLER)


async def test_controller_is_well_that_does_not_tell_its_history(world: FakeWorld, process: FakeProcess) -> None:
    """It is no failure of the source, and warned of once."""
    worker = imported_worker(1)
    world.cml.errors[f"{worker.aggregate_id} activity"] = CMLUnreachableError("too slow")
    warnings = []
    for _ in range(2):
        [batch] = await batches(process, [worker], thorough=True)
        warnings += batch.warnings
        assert (batch.failures, batch.cml_activities) == ({}, {})
    assert warnings == [f"the activity of {worker.aggregate_id} could not be read: too slow"]


async def test_labs_tell_of_activity_when_they_change(world: FakeWorld) -> None:
    """Their state, or the nodes of one that runs; who finds them or reads another title tells of nobody."""
    async with FakeProcess(world) as process:
        await process.commit_async(born(1))
        worker_id = imported_worker(1).aggregate_id
        world.cml.put(worker_id, lab_reading(1), lab_reading(2))
        steps: list[tuple[dict[str, Any], str]] = [
            ({"title": "other"}, ""),
            ({"running_nodes": 1}, ""),
            ({"state": LabState.STARTED}, "lab_started"),
            ({"title": "another"}, "lab_started"),
            ({"running_nodes": 2}, "lab_nodes_changed"),
        ]
        job = process.get(LabsRefreshJob)
        await job.run_every(new_run())
        for fields, what in steps:
            world.clock.pass_seconds(60)
            world.cml.change(worker_id, "lab-1", **fields)
            await job.run_every(new_run())
            [worker] = await process.workers.get_many_async([worker_id])
            assert worker.state.idle.last_activity == what
        assert worker.state.idle.last_activity_source is ActivitySource.LABS
        assert worker.state.idle.last_activity_at == world.clock.now()
