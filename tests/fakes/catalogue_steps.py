"""What tests of the catalogue begin with."""

from dataclasses import asdict
from typing import Any

from application.catalogue.catalogue_refresh_job import CatalogueRefreshJob
from application.job.job_run import JobRun
from application.run_counters import counting
from domain.catalogue.cml_definitions import CMLDefinitions, ImageDefinition, NodeDefinition
from domain.catalogue.instance_facts import InstanceFacts
from fakes.fake_clock import NOON
from fakes.fake_process import FakeProcess, FakeWorld
from fakes.readings import EAST

METAL = InstanceFacts(vcpus=48, memory_gib=192.0, network="100 Gigabit", bare_metal=True, architecture="x86_64")
IOSV = NodeDefinition(id="iosv", label="IOSv")
ALPINE = NodeDefinition(id="alpine", label="Alpine")
IOSV_IMAGE = ImageDefinition(id="iosv-159-3-m8", label="IOSv 15.9", node_definition="iosv")
ROUTERS = CMLDefinitions(node_definitions=(IOSV,), image_definitions=(IOSV_IMAGE,))
HOSTS = CMLDefinitions(node_definitions=(ALPINE, IOSV), image_definitions=(IOSV_IMAGE,))


def furnished() -> FakeWorld:
    """AWS tells of the image and the type that all workers have, and of the price."""
    world = FakeWorld()
    world.ec2.image_names[EAST] = {"ami-0001": "cml-2.9.0"}
    world.ec2.types["m5zn.metal"] = METAL
    world.prices.prices[EAST.region, "m5zn.metal"] = 4.5
    return world


def job_run(**fields: Any) -> JobRun:
    """One run of the job."""
    return JobRun(job="catalogue-refresh", scheduled_for=NOON, started_at=NOON, **fields)


async def refresh(process: FakeProcess, run: JobRun | None = None) -> dict[str, int]:
    """Run the job; the figures of its result that are not zero."""
    run = run or job_run()
    with counting(run.counters):
        result = await process.get(CatalogueRefreshJob).run_every(run)
    return {name: count for name, count in asdict(result).items() if count}


def warnings_of(run: JobRun) -> dict[str, list[str]]:
    """What the run warns of, with the items."""
    return {warning.message: list(warning.items) for warning in run.warnings.records()}
