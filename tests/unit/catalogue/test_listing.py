"""What is shown of the catalogue."""

from typing import Any

from application.catalogue.catalogue_dto import CatalogueDto
from application.catalogue.list_catalogue_query import ListCatalogueQuery, ShownKind
from application.cost.refreshed_catalogue import RefreshedCatalogue
from domain.access.principal import Role
from domain.catalogue.catalogue_entry import MachineImage
from fakes.catalogue_steps import HOSTS, IOSV_IMAGE, ROUTERS, refresh
from fakes.fake_process import FakeProcess, FakeWorld, until
from fakes.readings import EAST, WEST, unborn_worker

FIRST, SECOND, THIRD = (
    unborn_worker(number, scope).aggregate_id for number, scope in ((1, EAST), (2, EAST), (3, WEST))
)


async def listed(world: FakeWorld, process: FakeProcess, **wanted: Any) -> CatalogueDto:
    """What is answered after a refresh."""
    world.cml.definitions = {FIRST: ROUTERS, SECOND: ROUTERS, THIRD: HOSTS}
    await refresh(process)
    await until(lambda: process.get(RefreshedCatalogue).all(MachineImage))
    result = await process.send_async(ListCatalogueQuery(**wanted), Role.VIEWER)
    found: CatalogueDto = result.data
    return found


async def test_says_which_workers_have_an_image_definition(world: FakeWorld, process: FakeProcess) -> None:
    """By the sets that hold it: a set is told once, however many definitions it has."""
    found = await listed(world, process)
    (image,) = found.image_definitions
    assert (image.id, image.node_definition, image.worker_count) == (IOSV_IMAGE.id, "iosv", 3)
    workers = {each.id: set(each.worker_ids) for each in found.definition_sets}
    assert set().union(*(workers[each] for each in image.set_ids)) == {FIRST, SECOND, THIRD}
    alpine, iosv = found.node_definitions
    assert (alpine.label, alpine.worker_count, list(alpine.set_ids)) == ("Alpine", 1, [HOSTS.digest])
    assert (iosv.id, iosv.worker_count) == ("iosv", 3)


async def test_says_how_many_workers_use_images_and_types(world: FakeWorld, process: FakeProcess) -> None:
    """Types with their prices in the regions of the fleet, as far as they are known."""
    found = await listed(world, process)
    assert [(each.region, each.available, each.worker_count) for each in found.images] == [
        ("eu-west-1", False, 1),
        ("us-east-1", True, 2),
    ]
    (metal,) = [each for each in found.instance_types if each.instance_type == "m5zn.metal"]
    assert (metal.worker_count, metal.vcpus, metal.as_of) == (3, 48, "2026-06-01")
    assert {each.region: each.usd_per_hour for each in metal.prices}["us-east-1"] == 4.5


async def test_shows_only_what_was_asked_for(world: FakeWorld, process: FakeProcess) -> None:
    """The other lists are empty."""
    found = await listed(world, process, kinds=[ShownKind.IMAGE])
    assert (len(found.images), found.instance_types, found.node_definitions, found.definition_sets) == (2, (), (), [])


async def test_shows_what_one_worker_is_made_of(world: FakeWorld, process: FakeProcess) -> None:
    """Its image, its type at the price of its region, and what its own controller has."""
    found = await listed(world, process, worker_id=THIRD)
    assert [each.region for each in found.images] == ["eu-west-1"]
    (metal,) = found.instance_types
    assert [each.region for each in metal.prices] == ["eu-west-1"]
    assert [each.id for each in found.definition_sets] == [HOSTS.digest]
    assert [each.id for each in found.node_definitions] == ["alpine", "iosv"]


async def test_refuses_a_worker_that_is_not_there(process: FakeProcess) -> None:
    """Nothing at all would look like a worker without anything."""
    result = await process.send_async(ListCatalogueQuery(worker_id="nobody"), Role.VIEWER)
    assert result.status == 404
