"""The job that reads the catalogue once a day."""

import asyncio
from datetime import timedelta
from typing import Any

from structlog.testing import capture_logs

from application.catalogue.aws_facts_reader import NOT_OFFERED, OVER_BUDGET
from application.catalogue.catalogue_changes import KEPT_UNUSED, REAFFIRMED_AFTER
from application.catalogue.catalogue_refresh_job import CatalogueRefreshJob
from application.catalogue.image_facts import OF_TEMPLATES, OF_WORKERS
from application.catalogue.price_facts_reader import NO_PRICE
from application.catalogue.price_facts_reader import OVER_BUDGET as PRICES_OVER_BUDGET
from application.job.job_declaration import JobDeclaration
from application.live.live_settings import LiveSettings
from application.ports.cml_client import CMLHost
from application.ports.cml_errors import CMLUnreachableError
from application.ports.source_errors import SourceThrottledError, SourceUnauthorizedError
from application.settings import Settings
from domain.catalogue.catalogue_entry import AnyEntry, CatalogueEntry, DefinitionSet, MachineImage
from domain.catalogue.cml_definitions import CMLDefinitionsReading
from domain.job.schedule import Schedule
from domain.worker.aws_scope import AwsScope
from domain.worker.cml_worker import CMLWorker
from fakes.catalogue_steps import HOSTS, METAL, ROUTERS, job_run, refresh, warnings_of
from fakes.fake_clock import NOON
from fakes.fake_cml_client import FakeCMLClient
from fakes.fake_process import FakeProcess, FakeWorld, settings_with
from fakes.live_settings import set_values
from fakes.readings import EAST, WEST, instance_reading, unborn_worker
from fakes.worker_steps import born, stop

AMI = "ami-00000000000000001"
FIRST, SECOND, THIRD = (
    unborn_worker(number, scope).aggregate_id for number, scope in ((1, EAST), (2, EAST), (3, WEST))
)
IMAGE, WEST_IMAGE = "image/default/us-east-1/ami-0001", "image/default/eu-west-1/ami-0001"
TYPE, PRICE = "instance_type/m5zn.metal", "price/us-east-1/m5zn.metal"


def template(ami_id: str, region: str = "us-east-1", **fields: Any) -> dict[str, Any]:
    """A launch template."""
    return {"instance_type": "m5zn.metal", "regions": {region: {"ami_id": ami_id}}, **fields}


def test_runs_once_a_night() -> None:
    """Of the fleet: it may be tried without writing, and calls no more than its budgets say."""
    job = CatalogueRefreshJob.__job__
    assert isinstance(job, JobDeclaration)
    live = LiveSettings(Settings()).now
    assert job.schedule(live) == Schedule(cron="10 4 * * *", timezone="UTC", jitter_seconds=600)
    assert (job.name, job.can_dry_run, job.run_at_start) == ("catalogue-refresh", True, False)
    assert (job.aws_call_budget, job.cml_call_budget) == (5_000, 50_000)
    assert not job.is_enabled(settings_with(worker_monitoring_enabled=False))


async def test_keeps_what_it_reads(world: FakeWorld, process: FakeProcess) -> None:
    """An entry for each image, type and price in use and for each distinct set of definitions, with one write."""
    world.cml.definitions = {FIRST: ROUTERS, SECOND: ROUTERS, THIRD: HOSTS}
    run = job_run()
    counts = await refresh(process, run)
    assert counts == {
        "images_read": 2,
        "instance_types_read": 1,
        "prices_read": 1,
        "controllers_read": 3,
        "entries_changed": 6,
    }
    assert world.catalogue.writes == 1
    sets = {f"definition_set/{each.digest}" for each in (ROUTERS, HOSTS)}
    assert world.catalogue.entries.keys() == {IMAGE, WEST_IMAGE, TYPE, PRICE, *sets}
    assert {entry.as_of for entry in world.catalogue.entries.values()} == {NOON}
    assert run.left_off_at is None


async def test_tells_what_it_wrote(world: FakeWorld, process: FakeProcess) -> None:
    """One event with counts; a second run that finds nothing new writes and tells nothing."""
    run = job_run()
    await refresh(process, run)
    (event,) = [each.domain_event for each in process.heard if each.domain_event.short_type == "catalogue.refreshed"]
    assert (event.aggregate_id, vars(event)["images"], vars(event)["prices"], vars(event)["removed"]) == (
        "fleet",
        2,
        1,
        0,
    )
    assert (run.counters.db_writes, run.counters.events) == (5, 1)
    entries = len(world.log.entries)
    assert (await refresh(process)).get("entries_changed") is None
    assert (len(world.log.entries), world.catalogue.writes) == (entries, 1)


async def test_writes_nothing_when_it_is_a_trial(world: FakeWorld, process: FakeProcess) -> None:
    """It reads and counts as ever."""
    entries = len(world.log.entries)
    counts = await refresh(process, job_run(dry_run=True))
    assert counts["entries_changed"] == 5
    assert (world.catalogue.entries, len(world.log.entries)) == ({}, entries)


async def test_warns_of_an_image_that_is_gone(world: FakeWorld, process: FakeProcess) -> None:
    """Its name is known from the worker, and stays known."""
    run = job_run()
    await refresh(process, run)
    assert warnings_of(run)[OF_WORKERS] == ["cml-2.9.0 (ami-0001, eu-west-1)"]
    gone = world.catalogue.entries[WEST_IMAGE].facts
    assert gone == MachineImage(
        account="default", region="eu-west-1", ami_id="ami-0001", name="cml-2.9.0", available=False
    )


async def test_warns_of_a_nameless_image_that_is_gone(world: FakeWorld) -> None:
    """EC2 never told its name; a worker that was not described yet has no image at all."""
    async with FakeProcess(world) as process:
        nameless = unborn(1, ami_name=None, ami_id="ami-0002")
        await process.commit_async(nameless, unborn(2, ami_id="", ami_name=None, instance_type=""))
        run = job_run()
        await refresh(process, run)
    assert warnings_of(run)[OF_WORKERS] == ["without a known name (ami-0002, us-east-1)"]


async def test_warns_of_templates_whose_image_nobody_has(world: FakeWorld, process: FakeProcess) -> None:
    """An image of another account than the worker's is none to be warned of; a name may fit any image."""
    await set_values(process, {"templates.gone": template(AMI)})
    named = {"instance_type": "m5zn.metal", "regions": {"us-east-1": {"ami_name": "cml*"}}}
    await set_values(process, {"templates.named": named, "templates.elsewhere": template(AMI, "ap-south-1")})
    run = job_run()
    await refresh(process, run)
    assert warnings_of(run)[OF_TEMPLATES] == [f"gone ({AMI}, us-east-1)"]
    assert f"image/default/us-east-1/{AMI}" not in world.catalogue.entries
    world.ec2.image_names[EAST][AMI] = "cml-2.10"
    run = job_run()
    await refresh(process, run)
    assert OF_TEMPLATES not in warnings_of(run)
    assert f"image/default/us-east-1/{AMI}" in world.catalogue.entries


async def test_claims_nothing_of_templates_where_a_region_failed(world: FakeWorld, process: FakeProcess) -> None:
    """Whoever could not be asked may have the image."""
    await set_values(process, {"templates.gone": template(AMI)})
    world.ec2.errors[EAST] = SourceThrottledError("ask less", 5)
    run = job_run()
    await refresh(process, run)
    assert OF_TEMPLATES not in warnings_of(run)


async def test_asks_only_for_what_is_used(world: FakeWorld) -> None:
    """A scope with types and no image, and one with an image and no type."""
    async with FakeProcess(world, catalogue_prices=True) as process:
        await process.commit_async(unborn(1, ami_id="", ami_name=None), unborn(2, WEST, instance_type=""))
        await refresh(process)
    asked = {(operation, scope) for operation, scope, _ in world.ec2.calls}
    assert asked == {("types", EAST), ("image_names", WEST)}
    assert world.prices.asked == [("default", "us-east-1")]


async def test_one_scope_that_fails_is_a_warning(world: FakeWorld, process: FakeProcess) -> None:
    """The others are read; what the service itself did wrong is told in its log, not to people."""
    world.ec2.errors[WEST] = SourceUnauthorizedError("allow ec2:DescribeImages", "ec2:DescribeImages")
    run = job_run()
    counts = await refresh(process, run)
    assert (counts["images_read"], counts["errors_count"]) == (1, 1)
    assert warnings_of(run)["images and instance types could not be read (unauthorized)"] == [
        "eu-west-1 of default: allow ec2:DescribeImages"
    ]
    world.ec2.errors[WEST] = RuntimeError("a secret of the code")
    run = job_run()
    with capture_logs() as logged:
        await refresh(process, run)
    assert "a secret" not in str(warnings_of(run))
    assert "catalogue_reading_failed" in {each["event"] for each in logged}


async def test_warns_of_types_that_a_region_does_not_offer(world: FakeWorld, process: FakeProcess) -> None:
    """They are named with their region."""
    world.ec2.types = {}
    run = job_run()
    await refresh(process, run)
    assert sorted(warnings_of(run)[NOT_OFFERED]) == ["m5zn.metal (eu-west-1)", "m5zn.metal (us-east-1)"]


async def test_reads_prices_where_that_is_wanted(world: FakeWorld, process: FakeProcess) -> None:
    """By the first account; a region that fails, and a type without a price, are warnings."""
    run = job_run()
    await refresh(process, run)
    assert world.prices.asked == [("default", "eu-west-1"), ("default", "us-east-1")]
    assert warnings_of(run)[NO_PRICE] == ["m5zn.metal (eu-west-1)"]
    world.prices.errors["eu-west-1"] = SourceUnauthorizedError("allow pricing:GetProducts")
    run = job_run()
    counts = await refresh(process, run)
    assert (counts["prices_read"], counts["errors_count"]) == (1, 1)
    assert warnings_of(run)["prices could not be read (unauthorized)"] == ["eu-west-1: allow pricing:GetProducts"]


async def test_asks_for_no_price_unless_it_is_told_to(world: FakeWorld) -> None:
    """It takes a permission that nothing else needs."""
    async with FakeProcess(world) as process:
        await process.commit_async(born(1, EAST))
        await refresh(process)
    assert world.prices.asked == []


async def test_one_controller_that_fails_is_a_warning(world: FakeWorld, process: FakeProcess) -> None:
    """What was last known of it holds; only running workers are asked."""
    world.cml.definitions = {FIRST: ROUTERS, SECOND: ROUTERS, THIRD: ROUTERS}
    await refresh(process)
    world.cml.errors[FIRST] = CMLUnreachableError("no route")
    world.cml.definitions[SECOND] = HOSTS
    await process.commit_async(stop(await loaded(process, THIRD), NOON + timedelta(seconds=1)))
    run = job_run()
    counts = await refresh(process, run)
    assert (counts["controllers_read"], counts["errors_count"]) == (1, 1)
    assert warnings_of(run)["definitions of nodes and images could not be read (cml_unreachable)"] == [
        "worker-1: no route"
    ]
    assert members(world) == {ROUTERS.digest: {FIRST, THIRD}, HOSTS.digest: {SECOND}}


async def test_forgets_who_left_the_fleet(world: FakeWorld, process: FakeProcess) -> None:
    """A set that no worker has any more is removed at once."""
    world.cml.definitions = {FIRST: ROUTERS, SECOND: ROUTERS, THIRD: HOSTS}
    await refresh(process)
    worker = await loaded(process, THIRD)
    worker.remove(NOON)
    await process.commit_async(worker)
    counts = await refresh(process)
    assert counts["entries_removed"] == 1
    assert members(world) == {ROUTERS.digest: {FIRST, SECOND}}


async def test_a_controller_that_takes_too_long_is_a_warning(world: FakeWorld) -> None:
    """Each has a deadline for itself."""

    class SilentCMLClient(FakeCMLClient):
        async def read_definitions_async(self, host: CMLHost) -> CMLDefinitionsReading:
            await asyncio.sleep(60)
            raise AssertionError("it was waited for")

    world.cml = SilentCMLClient(world.clock)
    async with FakeProcess(world, cml_host_timeout_seconds=0.01) as process:
        await process.commit_async(born(1, EAST))
        run = job_run()
        await refresh(process, run)
    ((item,),) = [items for message, items in warnings_of(run).items() if "definitions" in message]
    assert item.endswith("takes longer than 0.01 s")


async def test_leaves_out_what_is_over_its_budget(world: FakeWorld, process: FakeProcess) -> None:
    """It says what, and the next run begins with the first worker that was left out."""
    run = job_run(aws_call_budget=0)
    counts = await refresh(process, run)
    assert counts == {}
    found = warnings_of(run)
    assert sorted(found[OVER_BUDGET]) == ["eu-west-1 of default", "us-east-1 of default"]
    assert found[PRICES_OVER_BUDGET] == ["eu-west-1", "us-east-1"]
    assert run.left_off_at == min(FIRST, SECOND, THIRD)


async def test_reads_more_scopes_than_at_once(world: FakeWorld) -> None:
    """Nine accounts and regions take two turns."""
    regions = [f"us-east-{number}" for number in range(1, 10)]
    async with FakeProcess(world, aws_regions=regions) as process:
        await process.commit_async(
            *(born(number, AwsScope("default", region)) for number, region in enumerate(regions))
        )
        counts = await refresh(process)
    assert counts["images_read"] == 9


async def test_reaffirms_what_stays_the_same(world: FakeWorld, process: FakeProcess) -> None:
    """So an entry is never much older than a week, and yet a usual night writes nothing."""
    await refresh(process)
    world.clock.pass_seconds(REAFFIRMED_AFTER.total_seconds() - 1)
    assert "entries_changed" not in (await refresh(process))
    world.clock.pass_seconds(1)
    assert (await refresh(process))["entries_changed"] == 5
    assert world.catalogue.entries[TYPE].as_of == NOON + REAFFIRMED_AFTER


async def test_keeps_for_a_while_what_is_no_longer_used(world: FakeWorld, process: FakeProcess) -> None:
    """Costs of the month need it; what is used stays however long it cannot be read."""
    old: AnyEntry = CatalogueEntry(key="c5.old", facts=METAL, source="EC2", as_of=NOON)
    await world.catalogue.write_async([old], [])
    await refresh(process)
    world.ec2.errors = {EAST: SourceThrottledError("ask less", 5), WEST: SourceThrottledError("ask less", 5)}
    world.clock.pass_seconds(KEPT_UNUSED.total_seconds() - 1)
    assert "entries_removed" not in (await refresh(process))
    world.clock.pass_seconds(1)
    assert (await refresh(process))["entries_removed"] == 1
    assert {TYPE, IMAGE} < world.catalogue.entries.keys()
    assert "instance_type/c5.old" not in world.catalogue.entries


async def loaded(process: FakeProcess, worker_id: str) -> CMLWorker:
    """The worker as it is now."""
    worker = await process.workers.get_async(worker_id)
    assert worker is not None
    return worker


def members(world: FakeWorld) -> dict[str, set[str]]:
    """Which workers are in which set."""
    facts = {entry.key: entry.facts for entry in world.catalogue.entries.values()}
    return {key: set(each.worker_ids) for key, each in facts.items() if isinstance(each, DefinitionSet)}


def unborn(number: int, scope: AwsScope = EAST, **details: Any) -> CMLWorker:
    """A worker with its import pending, and these details."""
    worker = unborn_worker(number, scope)
    worker.import_instance(scope, instance_reading(number, **details))
    return worker
