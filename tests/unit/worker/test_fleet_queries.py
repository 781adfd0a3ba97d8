"""The queries about one worker and about the fleet as a whole."""

import orjson

from application.events.committer import Committer
from application.worker.get_fleet_query import GetFleetQuery
from application.worker.get_worker_query import GetWorkerQuery
from domain.telemetry.metrics_source import MetricsSource
from domain.telemetry.source_failure import SourceFailure
from domain.worker.worker_status import WorkerStatus
from fakes.fake_clock import NOON
from fakes.fake_process import FakeProcess, FakeWorld
from fakes.readings import EAST, unborn_worker
from fakes.worker_steps import born, committed, refresh_completed, stop


async def test_reply_tells_as_of_when_a_source_was_read(process: FakeProcess) -> None:
    """An unchanged worker is as fresh as the last look at its region, without an event of its own."""
    worker = await committed(process)
    await process.get(Committer).commit_async([], [refresh_completed()])
    reply = orjson.loads((await process.send_async(GetWorkerQuery(worker.aggregate_id))).data.json)
    assert reply["as_of"] == {"ec2": "2026-06-01T12:00:00Z", "cloudwatch": None, "cml": None, "labs": None}
    assert reply["version"] == 1


async def test_worker_is_not_found_when_unknown_or_removed(world: FakeWorld, process: FakeProcess) -> None:
    """The fleet shows only its own."""
    worker = await committed(process)
    worker.remove(world.clock.now())
    await process.commit_async(worker)
    for worker_id in (worker.aggregate_id, unborn_worker(9).aggregate_id):
        assert (await process.send_async(GetWorkerQuery(worker_id))).status == 404


async def test_fleet_is_summed_up(process: FakeProcess) -> None:
    """Counts, freshness, who fails, and the position all this is true for."""
    failing, stopped = born(1), stop(born(2))
    failure = SourceFailure(source=MetricsSource.EC2, code="throttled", message="ask less", at=NOON)
    failing.record_failure(failure)
    await process.get(Committer).commit_async([failing, stopped], [refresh_completed()])
    fleet = (await process.send_async(GetFleetQuery())).data
    assert (fleet.name, fleet.workers, fleet.fleet_sequence) == ("default", 2, "5eed0001-5")
    assert fleet.by_status == {WorkerStatus.RUNNING: 1, WorkerStatus.STOPPED: 1}
    assert fleet.by_region == {EAST.region: 2}
    assert [(item.name, item.source, item.code) for item in fleet.failing] == [("worker-1", "ec2", "throttled")]
    [freshness] = fleet.freshness
    assert (freshness.source, freshness.last_success_at, freshness.workers) == ("ec2", NOON, 1)
