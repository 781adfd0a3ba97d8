"""The description of the events: valid, up to date, and true."""

from typing import Any

import orjson
import pytest
from jsonschema import Draft7Validator, Draft202012Validator

from simulator.server import SimulatorServer
from support.asyncapi import COMMITTED, current_document, specification
from support.fixture_types import Fleet
from support.running_service import RunningService
from support.stream_reader import open_stream


def validator(document: Any, name: str) -> Draft202012Validator:
    """What the payload of a message is checked with."""
    return Draft202012Validator({"$ref": f"#/components/messages/{name}/payload", "components": document["components"]})


@pytest.fixture
async def document(service: RunningService) -> Any:
    """The document as it is served."""
    return (await service.admin.get("/api/asyncapi.json")).json()


def test_committed_description_is_that_of_this_version() -> None:
    """A change of events shows in the difference of notes/asyncapi.json: `make asyncapi` writes it anew."""
    assert COMMITTED.read_text() == current_document(), "run `make asyncapi`, and look at the difference"


async def test_description_is_valid(document: Any) -> None:
    """It fits AsyncAPI's own JSON schema, and is the committed one."""
    assert [error.message for error in Draft7Validator(specification()).iter_errors(document)] == []
    assert document == orjson.loads(COMMITTED.read_text())


async def test_events_fit_their_schemas(
    service: RunningService, simulator: SimulatorServer, fleet: Fleet, document: Any
) -> None:
    """Every event that the simulated fleet makes, and everything the stream says about itself."""
    instances = simulator.simulation.fleet.all()
    simulator.simulation.fleet.stop(instances[:3])
    async with open_stream(service.admin, "snapshot=true") as stream:
        said = await stream.until_async("stream.synced")
        for worker in fleet[:5]:
            await service.admin.post(f"/api/workers/{worker['id']}/refresh")
        await service.admin.delete(f"/api/workers/{fleet[0]['id']}")
        said += await stream.until_async("worker.removed")
    listed = (await service.admin.get("/api/events", params={"limit": 1000})).json()["items"]
    kinds = set()
    for name, payload in [
        *((event.type, event.json) for event in said),
        *((item["event"]["type"].removeprefix("io.cmlfleet.").removesuffix(".v1"), item["event"]) for item in listed),
    ]:
        kinds.add(name)
        assert [error.message for error in validator(document, name).iter_errors(payload)] == [], name
    assert kinds >= {"worker.imported", "worker.status.changed", "worker.telemetry.updated", "worker.removed"}
    assert kinds >= {"stream.open", "fleet.snapshot", "stream.synced"}


def test_schema_is_broken_when_a_field_is_missing() -> None:
    """The check above can fail."""
    document = orjson.loads(COMMITTED.read_text())
    assert list(validator(document, "worker.terminated").iter_errors({"specversion": "1.0"}))
    assert list(validator(document, "stream.reset").iter_errors({"reason": "nonsense"}))


@pytest.mark.parametrize(
    ("rows", "fits"), [({"labs": []}, True), ({"workers": []}, True), ({}, False), ({"labs": [], "workers": []}, False)]
)
def test_page_of_a_snapshot_holds_workers_or_labs(rows: dict[str, Any], fits: bool) -> None:
    """One of them, never both."""
    page = {"position": "5eed0001-7", "page": 2, "pages": 2, **rows}
    snapshot = validator(orjson.loads(COMMITTED.read_text()), "fleet.snapshot")
    assert snapshot.is_valid(page) is fits
