from datetime import datetime, timedelta

import pytest

from application.ports.projection import Projection
from domain.cml.lab_state import LabState
from domain.lab.lab_events import LabRemovalReason
from domain.lab.lab_record import LabRecord
from domain.lab.lab_record_state import LabRecordState
from domain.operation.target_result import TargetOutcome, TargetResult
from domain.telemetry.fleet_refresh_completed import FleetRefreshCompletedDomainEvent, ScopeOutcome
from domain.telemetry.metrics_source import MetricsSource
from domain.telemetry.worker_telemetry import TelemetryThreshold
from domain.worker.cml_worker import CMLWorker
from domain.worker.worker_status import WorkerStatus
from fakes.fake_clock import NOON
from fakes.fake_cml_client import lab_reading
from fakes.in_memory_projection import InMemoryProjection, copy_of
from fakes.operation_steps import started_operation
from fakes.readings import WELL, cloudwatch_reading, imported_worker, status_reading, unborn_worker
from fakes.worker_steps import tell_cloudwatch
from integration.mongo.mongo_database import MongoDatabase
from integration.mongo.mongo_projection import MongoProjection

LONG_AGO = NOON - timedelta(days=365)


@pytest.fixture(params=["in_memory", "mongo"])
def projection(request: pytest.FixtureRequest) -> Projection:
    """Each kind of projection there is."""
    if request.param == "in_memory":
        return InMemoryProjection()
    database: MongoDatabase = request.getfixturevalue("mongo")
    return MongoProjection(database)


def well_known_worker(number: int = 1) -> CMLWorker:
    """A worker to whom something of every kind has happened."""
    worker = imported_worker(number)
    worker.record_ec2(status_reading(WorkerStatus.RUNNING, WELL, NOON, number), None)
    tell_cloudwatch(worker, cloudwatch_reading(number), NOON, TelemetryThreshold())
    worker.record_ec2_absence(NOON + timedelta(seconds=5))
    return worker


def refresh(at: datetime, *, failed: bool = False) -> FleetRefreshCompletedDomainEvent:
    """A refresh of one scope."""
    outcome = ScopeOutcome(
        account="default",
        region="us-east-1",
        workers=3,
        failed=3 if failed else 0,
        duration_seconds=0.5,
        attempted_at=at,
        as_of=None if failed else at,
        code="throttled" if failed else None,
        message="too many calls" if failed else None,
    )
    return FleetRefreshCompletedDomainEvent(
        aggregate_id="fleet", created_at=at, source=MetricsSource.EC2, scopes=[outcome]
    )


async def test_gives_back_what_was_projected_when_loaded(projection: Projection) -> None:
    """A state comes back equal, whatever it holds."""
    states = [well_known_worker(1).state, well_known_worker(2).state]
    await projection.project_async(states, [])
    loaded = sorted(await projection.load_workers_async(LONG_AGO), key=lambda state: state.instance_id)
    assert loaded == states
    assert loaded[0].failing.keys() == {MetricsSource.EC2}


async def test_changes_nothing_when_there_is_nothing_to_project(projection: Projection) -> None:
    """An empty batch is no call at all."""
    await projection.project_async([], [])
    assert await projection.load_workers_async(LONG_AGO) == []
    assert await projection.load_refreshes_async() == []


async def test_keeps_the_newer_when_an_older_state_comes_late(projection: Projection) -> None:
    """An older state never overwrites a newer one, and the others of its batch are written all the same."""
    worker = well_known_worker()
    newer = copy_of(worker.state)
    older = copy_of(imported_worker().state)
    await projection.project_async([newer], [])
    await projection.project_async([older, well_known_worker(2).state], [])
    states = {state.id: state for state in await projection.load_workers_async(LONG_AGO)}
    assert states[newer.id] == newer
    assert len(states) == 2
    await projection.project_async([newer], [])
    assert {state.id: state for state in await projection.load_workers_async(LONG_AGO)} == states


async def test_writes_the_newer_when_an_older_one_is_there(projection: Projection) -> None:
    """A newer state replaces the whole document, also what it no longer holds."""
    worker = well_known_worker()
    await projection.project_async([worker.state], [])
    worker.record_ec2(status_reading(WorkerStatus.STOPPED, WELL, NOON), None)
    await projection.project_async([worker.state], [])
    assert await projection.load_workers_async(LONG_AGO) == [worker.state]
    assert worker.state.failing == {}


async def test_tells_versions_when_asked(projection: Projection) -> None:
    """Versions of the documents there are; unknown ones are left out."""
    worker = well_known_worker()
    await projection.project_async([worker.state], [])
    operation = started_operation()
    await projection.project_async([operation.state], [])
    versions = await projection.versions_async([worker.state, operation.state, unborn_worker(9).state])
    assert versions == {worker.aggregate_id: worker.state.state_version, operation.aggregate_id: 1}
    assert await projection.versions_async([]) == {}


async def test_keeps_the_last_success_when_a_refresh_fails(projection: Projection) -> None:
    """A source that fails keeps the time of its last success beside the failure."""
    await projection.project_async([], [refresh(NOON)])
    await projection.project_async([], [refresh(NOON + timedelta(minutes=1), failed=True)])
    loaded = await projection.load_refreshes_async()
    outcome = loaded[0].scopes[0]
    assert (len(loaded), loaded[0].source) == (1, MetricsSource.EC2)
    assert (outcome.as_of, outcome.attempted_at, outcome.code) == (NOON, NOON + timedelta(minutes=1), "throttled")
    await projection.project_async([], [refresh(NOON + timedelta(minutes=2))])
    outcome = (await projection.load_refreshes_async())[0].scopes[0]
    assert (outcome.as_of, outcome.code) == (NOON + timedelta(minutes=2), None)


async def test_tells_a_failure_when_there_never_was_a_success(projection: Projection) -> None:
    """A source that failed from the beginning has no last success."""
    await projection.project_async([], [refresh(NOON, failed=True)])
    assert (await projection.load_refreshes_async())[0].scopes[0].as_of is None


async def test_loads_those_who_left_only_while_it_is_news(projection: Projection) -> None:
    """Who is in the fleet is loaded, and who left a moment ago."""
    stays, left_now, left_long_ago = (imported_worker(number) for number in (1, 2, 3))
    left_now.remove(NOON)
    left_long_ago.remove(NOON - timedelta(days=2))
    await projection.project_async([stays.state, left_now.state, left_long_ago.state], [])
    loaded = await projection.load_workers_async(NOON - timedelta(days=1))
    assert {state.id for state in loaded} == {stays.state.id, left_now.state.id}


async def test_loads_operations_that_run_or_finished_lately(projection: Projection) -> None:
    """An operation comes back equal, whatever it holds; what finished long ago is left in its document."""
    running, finished, old = (started_operation(number) for number in (1, 2, 3))
    running.progress({"w1": TargetResult(outcome=TargetOutcome.FAILED, code="gone", message="it is gone")}, NOON)
    finished.complete(NOON)
    old.fail("interrupted", "nobody went on with it", NOON - timedelta(days=1))
    await projection.project_async([running.state, finished.state, old.state], [])
    loaded = await projection.load_operations_async(NOON - timedelta(minutes=10))
    assert sorted(loaded, key=lambda state: state.id) == [running.state, finished.state]
    everything = await projection.load_operations_async(LONG_AGO)
    assert sorted(everything, key=lambda state: state.id) == [running.state, finished.state, old.state]


async def test_loads_labs_that_are_there_or_went_lately(projection: Projection) -> None:
    """A lab comes back equal, whatever its texts hold; what went long ago is left in its document."""
    there, gone, old = (LabRecord.from_state(LabRecordState(id=f"w1/lab-{number}")) for number in (1, 2, 3))
    hostile = "a\x00b \u202egnp\r\n\r\ndata: $where {$gt: 1}"
    for lab, at in ((there, NOON), (gone, NOON), (old, NOON - timedelta(days=2))):
        lab.record(lab_reading(title=hostile, description=hostile, groups=(hostile,), taken_at=at))
    there.record(lab_reading(title="$title", state=LabState.STARTED, groups=(), taken_at=NOON))
    gone.remove(LabRemovalReason.GONE, NOON)
    old.remove(LabRemovalReason.GONE, NOON - timedelta(days=2))
    await projection.project_async([there.state, gone.state, old.state], [])
    loaded = await projection.load_labs_async(NOON - timedelta(days=1))
    assert sorted(loaded, key=lambda state: state.id) == [there.state, gone.state]
    assert there.state.history[-1].old["title"] == hostile
    assert await projection.versions_async([there.state, old.state]) == {"w1/lab-1": 3, "w1/lab-3": 2}
