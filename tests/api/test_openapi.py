"""What the service says of itself, and whether it is so."""

from collections.abc import Iterator
from typing import Any

import pytest
import pytest_asyncio
from jsonschema_rs import Draft202012Validator
from openapi_spec_validator import validate

from support.browser import look_at
from support.fixture_types import Fleet
from support.routes import PLACES
from support.running_service import RunningService

pytestmark = pytest.mark.asyncio(loop_scope="module")

Json = dict[str, Any]
STREAM = "/api/events/stream"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def document(standing_service: RunningService) -> Json:
    """The OpenAPI document, for which no key is needed."""
    async with standing_service.client() as client:
        read: Json = (await client.get("/api/openapi.json")).json()
    return read


def operations(document: Json) -> Iterator[tuple[str, Json]]:
    """Every operation, and what it is called."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method} {path}", operation


def contents(operation: Json) -> Iterator[tuple[str, Json]]:
    """Every body that an operation takes or answers with."""
    for part in (operation.get("requestBody", {}), *operation["responses"].values()):
        yield from part.get("content", {}).items()


def faults(document: Json, schema: Json, value: Any) -> list[str]:
    """Why a value does not fit a schema of the document."""
    validator = Draft202012Validator({**schema, "components": document["components"]})
    return [f"{error.instance_path}: {error.message}" for error in validator.iter_errors(value)]


async def test_describes_itself_when_asked(document: Json) -> None:
    """The document is valid, names who may do what, and calls things by their names."""
    validate(document)
    assert document["openapi"].startswith("3.1")
    assert document["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    assert {tag["name"] for tag in document["tags"]} >= {tag for _, op in operations(document) for tag in op["tags"]}
    assert document["paths"]["/api/workers"]["get"]["operationId"] == "list_workers"
    bare = {
        name
        for name, operation in operations(document)
        if not (operation["summary"] and operation["description"].strip() and operation.get("x-required-role"))
        or not {"401", "403", "422", "429", "500", "503"} <= set(operation["responses"])
    }
    assert bare == set()


async def test_offers_a_key_when_an_operation_is_a_post(document: Json) -> None:
    """Every POST takes an Idempotency-Key and may refuse it."""
    for name, operation in operations(document):
        named = {parameter["name"] for parameter in operation.get("parameters", [])}
        assert ("Idempotency-Key" in named) is name.startswith("post ")
        assert "409" in operation["responses"] or not name.startswith("post ")


async def test_gives_an_example_when_it_names_a_body(document: Json) -> None:
    """Every request and reply has one, and each fits its schema."""
    bodies = {
        f"{name}: {number} {media_type}": content
        for name, operation in operations(document)
        for number, (media_type, content) in enumerate(contents(operation))
        if name != f"get {STREAM}" or "problem" in media_type
    }
    assert [name for name, content in bodies.items() if "example" not in content] == []
    all_at_once = {"properties": {name: content["schema"] for name, content in bodies.items()}}
    assert faults(document, all_at_once, {name: content["example"] for name, content in bodies.items()}) == []


async def test_takes_its_own_examples_when_they_are_sent(standing_service: RunningService, document: Json) -> None:
    """What the document shows of a request is none that would be refused for its form."""
    for name, operation in operations(document):
        if body := operation.get("requestBody"):
            method, path = name.split()
            example = body["content"]["application/json"]["example"]
            reply = await standing_service.admin.request(method, path.format_map(PLACES), json=example)
            assert reply.is_success or reply.json()["code"] != "invalid_request", (name, reply.text)


async def test_fits_its_schema_when_it_answers(
    standing_service: RunningService, standing_fleet: Fleet, document: Json
) -> None:
    """What is answered is what the document says: no field more, none less."""
    worker = standing_fleet[0]["id"]
    for path in ("/api/workers", "/api/workers/{worker_id}", "/api/fleet", "/api/events", "/api/keys"):
        reply = await standing_service.admin.get(path.format(worker_id=worker))
        schema = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        assert faults(document, schema, reply.json()) == []
    assert set(standing_fleet[0]) == set(document["components"]["schemas"]["WorkerReply"]["properties"])


@pytest.mark.parametrize(
    ("query", "status"), [("event_types=nonsense", 422), ("snapshot=perhaps", 422), ("another=1", 422)]
)
async def test_fits_its_schema_when_the_stream_refuses(
    standing_service: RunningService, document: Json, query: str, status: int
) -> None:
    """The stream has no end to wait for; what it refuses is told as everywhere."""
    reply = await standing_service.admin.get(f"{STREAM}?{query}")
    responses = document["paths"][STREAM]["get"]["responses"]
    [(media_type, content)] = responses[str(status)]["content"].items()
    assert (reply.status_code, reply.headers["content-type"]) == (status, media_type)
    assert faults(document, content["schema"], reply.json()) == []


@pytest.mark.timeout(120)
async def test_shows_its_document_when_a_browser_looks(standing_service: RunningService) -> None:
    """The page lists every operation, asks no other origin for anything, and says nothing on the console."""
    seen = await look_at(f"{standing_service.address}/api/docs")
    assert 'id="operations-Workers-list_workers"' in seen.page
    assert seen.console == []
    assert len(seen.requested) >= 4
    assert [url for url in seen.requested if not url.startswith(f"{standing_service.address}/")] == []


@pytest.mark.timeout(120)
async def test_sees_a_fault_when_a_page_has_one(standing_service: RunningService) -> None:
    """The look itself is checked: what a page says on its console and asks of others is seen."""
    page = "<script>console.error('planted')</script><img src='http://127.0.0.1:1/elsewhere'>"
    seen = await look_at(f"data:text/html,{page}")
    assert any("planted" in line for line in seen.console)
    assert "http://127.0.0.1:1/elsewhere" in seen.requested
