"""Labs by id, and topologies that wait for their import, in a real database."""

from datetime import timedelta
from typing import Any

import pytest

from application.ports.topology_store import TopologyStore
from domain.lab.lab_record import LabRecord
from domain.lab.lab_record_state import LabRecordState
from fakes.fake_clock import NOON
from fakes.fake_cml_client import lab_reading
from fakes.in_memory_topology_store import InMemoryTopologyStore
from integration.mongo.mongo_database import MongoDatabase
from integration.mongo.mongo_lab_record_repository import MongoLabRecordRepository
from integration.mongo.mongo_projection import MongoProjection
from integration.mongo.mongo_topology_store import MongoTopologyStore


@pytest.fixture(params=["in_memory", "mongo"])
def topologies(request: pytest.FixtureRequest) -> TopologyStore:
    """Each kind of store there is."""
    return (
        InMemoryTopologyStore()
        if request.param == "in_memory"
        else MongoTopologyStore(request.getfixturevalue("mongo"))
    )


async def test_topology_is_given_back_as_it_is_until_it_is_removed(topologies: TopologyStore) -> None:
    """Whatever it holds."""
    topology = "lab: {title: \x00\u202e}\n"
    await topologies.put_async("t-1", topology, NOON + timedelta(days=400))
    assert await topologies.get_async("t-1") == topology
    await topologies.remove_async("t-1")
    assert await topologies.get_async("t-1") is None


async def test_labs_are_loaded_by_their_ids(mongo: MongoDatabase) -> None:
    """Unknown ones are left out."""
    lab = LabRecord.from_state(LabRecordState(id="w1/lab-1"))
    lab.record(lab_reading())
    await MongoProjection(mongo).project_async([lab.state], [])
    committer: Any = None  # nothing is saved here
    [loaded] = await MongoLabRecordRepository(mongo, committer).get_many_async(["w1/lab-1", "w1/lab-2"])
    assert loaded.state == lab.state
