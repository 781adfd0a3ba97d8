"""Workers that are found by themselves."""

from typing import Any

import pytest
from structlog.testing import capture_logs

from application.job.job_discovery import JobCatalogue
from application.job.job_run import JobRun
from application.live.live_settings import LiveSettings
from application.ports.source_errors import SourceUnauthorizedError, SourceUnreachableError
from application.worker.aws_scopes import AwsScopes
from application.worker.import_cml_worker_command import ImportCMLWorkerCommand
from application.worker.remove_cml_worker_command import RemoveCMLWorkerCommand
from application.worker.worker_discovery_job import WorkerDiscoveryJob, WorkerDiscoveryResult
from domain.errors import ConflictError
from domain.job.schedule import Schedule
from domain.worker.aws_scope import AwsScope
from domain.worker.worker_status import WorkerStatus
from fakes.fake_clock import NOON
from fakes.fake_process import FakeProcess, FakeWorld, settings_with
from fakes.readings import EAST, WEST, imported_worker, instance_id_of, instance_reading, unborn_worker

FILTERS: dict[str, Any] = {
    "discovery_ami_names": ["cml-2.8*", "cml-2.9*"],
    "discovery_tags": {"owner": "ops"},
    "discovery_vpc_ids": ["vpc-00000001", "vpc-00000002"],
}


def new_run(**fields: Any) -> JobRun:
    """One run of the job."""
    return JobRun(job="worker-discovery", scheduled_for=NOON, started_at=NOON, **fields)


@pytest.fixture
def world() -> FakeWorld:
    """Two that fit in the east and one in the west, among others."""
    world = FakeWorld()
    world.ec2.put(EAST, *(instance_reading(number) for number in (1, 2)))
    world.ec2.put(WEST, instance_reading(3), instance_reading(4, tags={}), instance_reading(5, ami_name="debian"))
    world.ec2.put(WEST, instance_reading(6), instance_reading(7, status=WorkerStatus.TERMINATED))
    world.ec2.vpcs = {instance_id_of(number): "vpc-00000002" for number in (1, 2, 3, 4, 5, 7)}
    return world


async def discover(process: FakeProcess, run: JobRun | None = None) -> WorkerDiscoveryResult:
    """One run of the job, as a new instance."""
    return await process.get(WorkerDiscoveryJob).run_every(run or new_run())


async def test_imports_what_fits_in_one_commit(world: FakeWorld) -> None:
    """Image, tags and VPC must all hold; each is imported, as discovered; a second look finds nothing new."""
    async with FakeProcess(world, **FILTERS) as process:
        result = await discover(process)
        assert result == WorkerDiscoveryResult(instances_found=3, workers_imported=3, errors_count=0)
        assert sorted(state.name for state in process.view.workers()) == ["worker-1", "worker-2", "worker-3"]
        [entry] = world.log.entries
        told = [record.short_type for record in entry.records]
        assert told == ["worker.imported", "worker.discovered"] * 3
        assert (await discover(process)).workers_imported == 0
    assert len(world.log.entries) == 1


async def test_looks_into_every_account_and_region(world: FakeWorld) -> None:
    """An import by hand asks one account; the job all of them."""
    accounts = [{"name": "lab"}, {"name": "class"}]
    async with FakeProcess(world, aws_accounts=accounts, **FILTERS) as process:
        world.ec2.put(AwsScope("class", EAST.region), instance_reading(1))
        await discover(process)
        assert [(state.account, state.region) for state in process.view.workers()] == [("class", EAST.region)]
        assert len(process.get(AwsScopes).all) == len(world.ec2.calls) == 4


async def test_leaves_out_who_was_removed_until_imported_by_hand(world: FakeWorld) -> None:
    """A person wanted it out: only a person brings it back."""
    async with FakeProcess(world, **FILTERS) as process:
        await discover(process)
        await process.send_async(RemoveCMLWorkerCommand(unborn_worker(1).aggregate_id))
        assert (await discover(process)).workers_imported == 0
        assert process.view.worker(unborn_worker(1).aggregate_id) is None
        await process.send_async(ImportCMLWorkerCommand(region=EAST.region, instance_id=instance_id_of(1)))
        assert process.view.worker(unborn_worker(1).aggregate_id) is not None


def test_worker_is_not_discovered_again_when_it_was_known() -> None:
    """Neither who is in the fleet nor who left it."""
    worker = imported_worker(1)
    with pytest.raises(ConflictError):
        worker.discover(EAST, instance_reading(1))
    worker.remove(NOON)
    with pytest.raises(ConflictError):
        worker.discover(EAST, instance_reading(1))


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (SourceUnauthorizedError("a permission is missing"), "a permission is missing"),
        (KeyError("secret"), "an unexpected fault of the service itself; see its log"),
    ],
)
async def test_goes_on_with_the_others_when_a_region_fails(world: FakeWorld, error: Exception, reason: str) -> None:
    """The run ends with a warning that names the region and says why."""
    world.ec2.errors[EAST] = error
    async with FakeProcess(world, **FILTERS) as process:
        result = await discover(process, run := new_run())
    assert result == WorkerDiscoveryResult(instances_found=1, workers_imported=1, errors_count=1)
    assert [warning.message for warning in run.warnings.records()] == [
        f"us-east-1 of default was not searched: {reason}"
    ]


async def test_says_a_trouble_once_when_it_lasts(world: FakeWorld) -> None:
    """One line when it begins, when it changes, and when it is over."""
    async with FakeProcess(world, **FILTERS) as process:
        with capture_logs() as logged:
            for error in (SourceUnreachableError("x"), SourceUnreachableError("x"), SourceUnauthorizedError("y"), None):
                world.ec2.errors = {} if error is None else {EAST: error}
                await discover(process)
    told = [(line["event"], line.get("code", "")) for line in logged if line["event"].startswith("discovery")]
    assert told == [
        ("discovery_failing", "unreachable"),
        ("discovery_failing", "unauthorized"),
        ("discovery_recovered", ""),
    ]


@pytest.mark.parametrize(
    ("settings", "enabled"),
    [
        ({}, False),
        ({"discovery_ami_ids": ["ami-00000001"]}, True),
        ({"discovery_ami_names": ["cml-*"]}, True),
        ({"discovery_tags": {"owner": "ops"}}, True),
        ({"discovery_vpc_ids": ["vpc-00000001"]}, True),
        ({"discovery_vpc_ids": ["vpc-00000001"], "worker_monitoring_enabled": False}, False),
    ],
)
def test_job_runs_only_when_there_is_a_filter(world: FakeWorld, settings: dict[str, Any], enabled: bool) -> None:
    """Without one it would import whole regions; it is off with all other monitoring, too."""
    [job] = [job for job in FakeProcess(world).get(JobCatalogue).jobs if job.name == "worker-discovery"]
    assert job.is_enabled(settings_with(**settings)) is enabled
    assert job.schedule(LiveSettings(settings_with()).now) == Schedule.every(600)


async def test_imports_nothing_when_it_is_only_tried(world: FakeWorld) -> None:
    """A dry run counts who would join, and writes nothing."""
    async with FakeProcess(world, **FILTERS) as process:
        result = await process.get(WorkerDiscoveryJob).run_every(new_run(dry_run=True))
        assert result.workers_imported == 3
        assert world.log.entries == []
