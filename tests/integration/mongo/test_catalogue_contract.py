"""The catalogue: the fake and the real keeping do alike."""

from datetime import timedelta

import pytest

from application.ports.catalogue_store import CatalogueStore
from domain.catalogue.catalogue_entry import AnyEntry, CatalogueEntry, DefinitionSet, MachineImage, OnDemandPrice
from domain.catalogue.cml_definitions import CMLDefinitions, ImageDefinition, NodeDefinition
from domain.catalogue.instance_facts import InstanceFacts
from fakes.fake_clock import NOON
from fakes.in_memory_catalogue_store import InMemoryCatalogueStore
from integration.mongo.mongo_catalogue_store import MongoCatalogueStore
from integration.mongo.mongo_database import MongoDatabase

IMAGE: AnyEntry = CatalogueEntry(
    key="default/us-east-1/ami-1",
    facts=MachineImage(account="default", region="us-east-1", ami_id="ami-1", name="cml", available=True),
    source="EC2",
    as_of=NOON,
)
TYPE: AnyEntry = CatalogueEntry(
    key="m5zn.metal",
    facts=InstanceFacts(vcpus=48, memory_gib=192.0, network="100 Gigabit", bare_metal=True, architecture="x86_64"),
    source="EC2",
    as_of=NOON,
)
PRICE: AnyEntry = CatalogueEntry(
    key="us-east-1/m5zn.metal",
    facts=OnDemandPrice(region="us-east-1", instance_type="m5zn.metal", usd_per_hour=3.9641),
    source="AWS",
    as_of=NOON,
)
SET: AnyEntry = CatalogueEntry(
    key="0123456789abcdef",
    facts=DefinitionSet(
        definitions=CMLDefinitions(
            node_definitions=(NodeDefinition(id="iosv", label="IOSv"),),
            image_definitions=(ImageDefinition(id="iosv-1", label="IOSv 1", node_definition="iosv"),),
        ),
        worker_ids=("w-1", "w-2"),
    ),
    source="CML",
    as_of=NOON,
)
ALL = (SET, IMAGE, TYPE, PRICE)


@pytest.fixture(params=["in_memory", "mongo"])
def store(request: pytest.FixtureRequest) -> CatalogueStore:
    """Each kind of keeping there is."""
    if request.param == "in_memory":
        return InMemoryCatalogueStore()
    return MongoCatalogueStore(request.getfixturevalue("mongo"))


async def test_gives_back_what_was_written(store: CatalogueStore) -> None:
    """Every kind, with facts of its type, source and time; by id."""
    assert await store.read_async() == []
    await store.write_async(ALL, [])
    assert await store.read_async() == list(ALL)


async def test_replaces_and_removes_in_one(store: CatalogueStore) -> None:
    """The others stay; to remove what is not there does no harm."""
    await store.write_async(ALL, [])
    later: AnyEntry = CatalogueEntry(key=PRICE.key, facts=PRICE.facts, source="AWS", as_of=NOON + timedelta(days=1))
    await store.write_async([later], [IMAGE.id, "image/none"])
    assert await store.read_async() == [SET, TYPE, later]


async def test_writes_nothing_when_there_is_nothing(store: CatalogueStore) -> None:
    """A bulk write of nothing would be refused."""
    await store.write_async([], [])
    assert await store.read_async() == []


async def test_passes_over_kinds_of_a_newer_version(mongo: MongoDatabase) -> None:
    """They are for whoever wrote them."""
    await mongo.documents["catalogue"].insert_one({"_id": "colour/red", "kind": "colour", "key": "red"})
    store = MongoCatalogueStore(mongo)
    await store.write_async([TYPE], [])
    assert await store.read_async() == [TYPE]
