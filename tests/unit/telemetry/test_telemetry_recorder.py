"""What a refresh read goes into the history, once, and never in the way of the refresh."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from application.ports.source_errors import SourceUnreachableError
from application.telemetry.collect_worker_cloudwatch_metrics_command import CollectWorkerCloudWatchMetricsCommand
from application.telemetry.fleet_refresh import FleetRefresh
from application.telemetry.telemetry_recorder import TelemetryRecorder
from application.telemetry.worker_metrics_service import WorkerMetricsService
from domain.telemetry.metrics_source import AWS_SOURCES
from domain.telemetry.worker_telemetry import OF_CLOUDWATCH
from domain.worker.cml_worker import CMLWorker
from fakes.fake_clock import NOON
from fakes.fake_process import FakeProcess, FakeWorld
from fakes.readings import EAST, cloudwatch_reading, imported_worker, instance_id_of
from fakes.worker_steps import born

FIVE_MINUTES = timedelta(minutes=5)


def fleet() -> list[CMLWorker]:
    """Two workers of one region."""
    return [imported_worker(number, EAST) for number in (1, 2)]


async def refreshed(process: FakeProcess, workers: Sequence[CMLWorker]) -> None:
    """Refresh them as the job does."""

    async def save(_: FleetRefresh) -> None:
        """Nobody looks at the states here."""

    await process.get(WorkerMetricsService).refresh_async(workers, AWS_SOURCES, save)


def kept(world: FakeWorld, number: int = 1) -> dict[float, dict[str, float]]:
    """The n-th worker's samples, by minutes after noon."""
    samples = world.history.samples.get(imported_worker(number, EAST).aggregate_id, {})
    return {(time - NOON) / timedelta(minutes=1): dict(one.figures) for time, one in samples.items()}


async def test_all_figures_are_kept_when_read(world: FakeWorld, process: FakeProcess) -> None:
    """Also those that moved too little to be told; what was not read is left out, all workers in one write."""
    figures = dict(zip(OF_CLOUDWATCH, (50.0, 10.0, 20.0), strict=True))
    world.cloudwatch.put(cloudwatch_reading(1, **figures), cloudwatch_reading(2, 0.1))
    await refreshed(process, fleet())
    assert kept(world, 1) == {0: figures}
    assert kept(world, 2) == {0: {"cpu_percent": 0.1}}
    assert world.history.writes == 1


async def test_a_point_is_written_once_when_read_again(world: FakeWorld, process: FakeProcess) -> None:
    """A point of 300 s that is read every 10 s is one sample and costs one write; a new one is another."""
    world.cloudwatch.put(cloudwatch_reading(1, 50.0))
    for _ in range(30):
        await refreshed(process, fleet())
    assert world.history.writes == 1
    world.cloudwatch.put(cloudwatch_reading(1, 50.0, taken_at=NOON + FIVE_MINUTES))
    await refreshed(process, fleet())
    world.cloudwatch.put(cloudwatch_reading(1, 1.0, taken_at=NOON))
    await refreshed(process, fleet())
    assert kept(world) == {0: {"cpu_percent": 50.0}, 5: {"cpu_percent": 50.0}}
    assert world.history.writes == 2


async def test_nothing_is_doubled_when_restarted_or_beside_another(world: FakeWorld, process: FakeProcess) -> None:
    """A process that knows nothing of what was added adds it again, and the history does not take it twice."""
    world.cloudwatch.put(cloudwatch_reading(1, 50.0))
    await refreshed(process, fleet())
    world.cloudwatch.put(cloudwatch_reading(1, 99.0))
    await refreshed(FakeProcess(world), fleet())
    assert kept(world) == {0: {"cpu_percent": 50.0}}


async def test_nothing_is_written_when_nothing_was_read(world: FakeWorld, process: FakeProcess) -> None:
    """No figures, or a reading without any, is no sample."""
    world.cloudwatch.put(cloudwatch_reading(1, None))
    await refreshed(process, fleet())
    assert world.history.writes == 0


async def test_nothing_is_written_when_it_cannot_be_saved(world: FakeWorld, process: FakeProcess) -> None:
    """The history follows what was committed."""

    async def away(_: FleetRefresh) -> None:
        raise SourceUnreachableError("the database does not answer")

    world.cloudwatch.put(cloudwatch_reading(1, 50.0))
    with pytest.raises(SourceUnreachableError):
        await process.get(WorkerMetricsService).refresh_async(fleet(), AWS_SOURCES, away)
    assert world.history.writes == 0


async def test_trouble_is_logged_once_when_it_changes(world: FakeWorld, process: FakeProcess) -> None:
    """The refresh goes on; what could not be added is tried again while it is the newest."""
    world.cloudwatch.put(cloudwatch_reading(1, 50.0))
    with capture_logs() as lines:
        world.history.down = True
        for _ in range(3):
            await refreshed(process, fleet())
        world.history.down = False
        for _ in range(3):
            await refreshed(process, fleet())
    assert [line["event"] for line in lines] == ["telemetry_history_failing", "telemetry_history_recovered"]
    assert (lines[0]["code"], lines[0]["samples"]) == ("database_unavailable", 1)
    assert kept(world) == {0: {"cpu_percent": 50.0}}


async def test_forgets_who_left_when_an_hour_has_passed(world: FakeWorld, process: FakeProcess) -> None:
    """What no source tells any more is let go of: a fleet that changes all the time takes no memory for ever."""
    one, two = fleet()
    world.cloudwatch.put(cloudwatch_reading(1, 50.0), cloudwatch_reading(2, 60.0))
    await refreshed(process, [one, two])
    recorder = process.get(TelemetryRecorder)
    assert recorder.remembered == 2
    world.clock.pass_seconds(3600)
    world.cloudwatch.put(cloudwatch_reading(1, 50.0, taken_at=world.clock.now()))
    await refreshed(process, [one])
    assert recorder.remembered == 1


async def test_focused_command_keeps_a_sample_when_sent(world: FakeWorld) -> None:
    """Whoever refreshes, the job or a command, the figures are kept; the trouble of keeping them is not theirs."""
    world.cloudwatch.put(cloudwatch_reading(1, 50.0), cloudwatch_reading(2, 60.0))
    async with FakeProcess(world) as process:
        await process.commit_async(born(1), born(2))
        [first, second] = [imported_worker(number).aggregate_id for number in (1, 2)]
        assert (await process.send_async(CollectWorkerCloudWatchMetricsCommand(first))).is_success
        world.history.down = True
        assert (await process.send_async(CollectWorkerCloudWatchMetricsCommand(second))).is_success
    assert kept(world, 1) == {0: {"cpu_percent": 50.0}}
    assert kept(world, 2) == {}
    assert instance_id_of(2) in {ids for _, asked in world.cloudwatch.calls for ids in asked}
