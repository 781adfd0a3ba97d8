"""CloudWatch: only who runs is asked about, and only who was asked about can fail."""

from collections.abc import Collection, Mapping, Sequence

import pytest

from application.ports.source_errors import SourceUnreachableError
from application.telemetry import cloudwatch_reader
from application.telemetry.fleet_refresh import FleetRefresh
from application.telemetry.worker_metrics_service import WorkerMetricsService
from domain.telemetry.cloudwatch_reading import CloudWatchReading
from domain.telemetry.metrics_source import MetricsSource
from domain.worker.aws_scope import AwsScope
from domain.worker.cml_worker import CMLWorker
from domain.worker.worker_status import WorkerStatus
from fakes.fake_process import FakeProcess, FakeWorld
from fakes.readings import EAST, WEST, cloudwatch_reading, imported_worker, instance_id_of
from fakes.worker_steps import as_if_saved

CLOUDWATCH = MetricsSource.CLOUDWATCH


async def refreshed(
    process: FakeProcess, workers: Sequence[CMLWorker], sources: Collection[MetricsSource]
) -> FleetRefresh:
    """Refresh them as the job does."""
    return await process.get(WorkerMetricsService).refresh_async(workers, sources, as_if_saved)


async def test_cloudwatch_is_asked_only_about_who_runs(world: FakeWorld, process: FakeProcess) -> None:
    """Each question costs money: a region in which nobody runs is not asked about."""
    workers = [
        imported_worker(1),
        imported_worker(2, status=WorkerStatus.STOPPED),
        imported_worker(3, WEST, status=WorkerStatus.STOPPED),
    ]
    refresh = await refreshed(process, workers, [CLOUDWATCH])
    assert world.cloudwatch.calls == [(EAST, frozenset({instance_id_of(1)}))]
    assert {outcome.region: outcome.workers for outcome in refresh.outcomes[CLOUDWATCH]} == {
        EAST.region: 1,
        WEST.region: 0,
    }


async def test_only_who_was_asked_about_fails_when_cloudwatch_fails(world: FakeWorld, process: FakeProcess) -> None:
    """A stopped worker has no figures to miss."""
    world.cloudwatch.errors[EAST] = SourceUnreachableError("no answer")
    running, stopped = imported_worker(1), imported_worker(2, status=WorkerStatus.STOPPED)
    refresh = await refreshed(process, [running, stopped], [CLOUDWATCH])
    assert (list(running.state.failing), stopped.state.failing) == ([CLOUDWATCH], {})
    assert (refresh.errors_count, refresh.failures_of(stopped.aggregate_id)) == (1, {})


async def test_worker_recovers_when_cloudwatch_answers_without_figures(world: FakeWorld, process: FakeProcess) -> None:
    """Points come late: that CloudWatch was read is enough."""
    world.cloudwatch.errors[EAST] = SourceUnreachableError("no answer")
    worker = imported_worker(1)
    await refreshed(process, [worker], [CLOUDWATCH])
    world.cloudwatch.errors.clear()
    await refreshed(process, [worker], [CLOUDWATCH])
    assert worker.state.failing == {}


async def test_those_stay_read_who_were_asked_about_before_it_failed(
    world: FakeWorld, process: FakeProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large scope is asked about in pieces: what one of them brought is not lost with the next."""
    monkeypatch.setattr(cloudwatch_reader, "WORKERS_AT_A_TIME", 1)
    answers = world.cloudwatch.read_metrics_async

    async def answer_once(scope: AwsScope, instance_ids: Collection[str]) -> Mapping[str, CloudWatchReading]:
        answer = await answers(scope, instance_ids)
        world.cloudwatch.errors[scope] = SourceUnreachableError("no answer")
        return answer

    monkeypatch.setattr(world.cloudwatch, "read_metrics_async", answer_once)
    world.cloudwatch.put(cloudwatch_reading(1), cloudwatch_reading(2))
    one, two = workers = [imported_worker(1), imported_worker(2)]
    [outcome] = (await refreshed(process, workers, [CLOUDWATCH])).outcomes[CLOUDWATCH]
    assert (one.state.telemetry.cpu_percent, two.state.telemetry.cpu_percent) == (50.0, None)
    assert (list(one.state.failing), list(two.state.failing)) == ([], [CLOUDWATCH])
    assert (outcome.workers, outcome.failed, outcome.code, outcome.as_of) == (2, 1, "unreachable", None)
