"""Credentials and trust over HTTP: they work against a controller, and no secret comes out anywhere."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from secrets import token_hex
from typing import Any

import orjson
import pytest
import structlog
from motor.motor_asyncio import AsyncIOMotorClient

from application.cml.cml_hosts import CMLHosts
from application.ports.cml_client import CMLClient, CMLHost
from application.ports.cml_errors import CMLCertificateUntrustedError, CMLCredentialsRejectedError
from integration.opentelemetry.open_telemetry import OpenTelemetry
from simulator.server import SimulatorServer
from support.certificates import TestCertificate, self_signed
from support.cml_stand_in import LAB, CMLStandIn, answering, problem
from support.database import DatabaseServer
from support.fixture_types import Serve
from support.running_service import RunningService
from support.span_collector import SpanCollector

LOOPBACK_ALLOWED = {"outbound_allow_http": True, "outbound_allow_loopback": True, "outbound_allowed_ports": []}
CANARIES = 20


@pytest.fixture
def certificate(tmp_path: Path) -> TestCertificate:
    """That of the controller."""
    return self_signed(tmp_path)


@pytest.fixture
async def secure(certificate: TestCertificate) -> AsyncIterator[CMLStandIn]:
    """A controller with TLS."""
    stand_in = CMLStandIn()
    await stand_in.start(certificate.server_context)
    yield stand_in
    await stand_in.stop()


@pytest.fixture
def collector() -> Iterator[SpanCollector]:
    """Where spans are sent."""
    collector = SpanCollector()
    collector.start()
    yield collector
    collector.stop()


async def import_worker(service: RunningService, simulator: SimulatorServer, number: int = 0) -> str:
    """Make a worker; return its id."""
    instance = simulator.simulation.fleet.all()[number]
    wish = {"region": instance.region, "instance_id": instance.instance_id}
    return str((await service.admin.post("/api/workers:import", json=wish)).json()["id"])


async def test_asks_a_controller_when_it_is_trusted_and_opened(
    serve: Serve, simulator: SimulatorServer, secure: CMLStandIn, certificate: TestCertificate
) -> None:
    """Accept the certificate, set credentials for the worker, and its controller answers; take both back."""
    service = await serve(cml_url=secure.url, **LOOPBACK_ALLOWED)
    worker_id, client = await import_worker(service, simulator), service.service(CMLClient)
    host = CMLHost(worker_id=worker_id, url=secure.url)
    with pytest.raises(CMLCertificateUntrustedError):
        await client.read_system_async(host)
    accepted = (await service.admin.post(f"/api/workers/{worker_id}/trust", json={})).json()
    assert (accepted["trusted_by"], accepted["fingerprint"]) == ("fingerprint", certificate.fingerprint)
    assert accepted["seen"]["subject"] == "CN=cml.example"
    body = {"worker_id": worker_id, "username": "admin", "password": "correct-horse"}
    kept = await service.admin.put("/api/credentials", json=body)
    assert (kept.status_code, kept.json()["applies_to"]) == (200, worker_id)
    await service.admin.post(f"/api/workers/{worker_id}/trust", json={"ca_pem": certificate.pem})
    again = CMLHost(worker_id=worker_id, url=secure.url.replace("127.0.0.1", "localhost"))
    with pytest.raises(CMLCertificateUntrustedError):
        await client.read_system_async(again)  # the authority is right, the name is not in the certificate
    assert (await client.read_system_async(host)).running_nodes == 2
    assert (await service.admin.delete(f"/api/credentials/{kept.json()['id']}")).status_code == 204
    assert (await service.admin.delete(f"/api/workers/{worker_id}/trust")).status_code == 204
    assert (await service.admin.get(f"/api/workers/{worker_id}/trust")).json()["trusted_by"] == "system"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"tag": "a:b"},
        {"tag": "a:b", "username": "u"},
        {"tag": "a:b", "password": "canary-p"},
        {"tag": "a:b", "username": "u", "password": "canary-p", "token": "canary-t"},
        {"tag": "no-colon", "token": "canary-t"},
        {"tag": "a:b", "token": "canary\r\nX-Header: t"},
        {"tag": "a:b", "worker_id": "00000000-0000-4000-8000-000000000000", "token": "canary-t"},
        {"tag": "a:b", "token": ["canary-t"]},
        {"tag": "a:b", "canary": "canary-t", "token": "t"},
    ],
)
async def test_refuses_credentials_when_they_are_none(service: RunningService, body: Any) -> None:
    """And repeats nothing of what was sent."""
    refused = await service.admin.put("/api/credentials", json=body)
    assert refused.status_code == 422
    assert "canary-" not in refused.text


async def test_seals_anew_when_the_key_changes(serve: Serve, database: DatabaseServer) -> None:
    """A service with another key and the previous one reseals all; then the previous one is not needed."""
    name, old, new = f"test_{token_hex(6)}", "o" * 32, "n" * 32
    before = await serve(database=name, secret_key=old)
    await before.admin.put("/api/credentials", json={"tag": "a:b", "token": "hunter2"})
    between = await serve(database=name, secret_key=new, secret_key_previous=old)
    rotated = (await between.admin.post("/api/credentials:rotate")).json()
    assert (rotated["resealed"], rotated["lost"]) == (1, [])
    after = await serve(database=name, secret_key=new)
    assert (await after.admin.post("/api/credentials:rotate")).json()["already"] == 1
    listed = (await after.admin.get("/api/credentials")).json()["items"]
    assert [kept["key_id"] for kept in listed] == [rotated["key_id"]]


async def test_tells_no_secret_when_twenty_are_planted(
    serve: Serve,
    simulator: SimulatorServer,
    database: DatabaseServer,
    collector: SpanCollector,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Twenty secrets in credentials of workers and groups: none in a log, an event, a reply, a trace or a dump."""
    caplog.set_level(logging.DEBUG)
    canaries, name = [f"canary-{token_hex(8)}" for _ in range(CANARIES)], f"test_{token_hex(6)}"
    cml = CMLStandIn()
    await cml.start()
    service = await serve(
        database=name, cml_url=cml.url, otel_exporter_otlp_endpoint=collector.address, **LOOPBACK_ALLOWED
    )
    outside: list[str] = []
    with structlog.testing.capture_logs() as logged:
        for number, canary in enumerate(canaries):
            in_group = number >= CANARIES // 2
            worker_id = f"of-group-{number}" if in_group else await import_worker(service, simulator, number)
            outside += await _plant(service, worker_id, number, canary)
            outside += await _fail(service, cml, worker_id, canary, number)
        outside += [
            (await service.admin.get(path)).text for path in ("/api/credentials", "/api/events", "/api/workers")
        ]
        outside.append((await service.admin.post("/api/credentials:rotate")).text)
        outside.append((await service.client().get("/metrics")).text)
    await cml.stop()
    await asyncio.to_thread(service.service(OpenTelemetry)._traces.force_flush)
    outside += [repr(logged), caplog.text, str(collector.spans)]
    outside.append(await _dump(database.uri, name))
    outside.append(repr([service.service(kind) for kind in (CMLClient, CMLHosts)]))
    assert len(collector.named("SetCMLCredentialsCommand")) == CANARIES
    assert [canary for canary in canaries if canary in "".join(outside)] == []


async def _plant(service: RunningService, worker_id: str, number: int, canary: str) -> list[str]:
    whose = {"worker_id": worker_id} if number < CANARIES // 2 else {"tag": f"group:{number}"}
    how = {"token": canary} if number % 2 else {"username": "admin", "password": canary}
    replies = [
        await service.admin.put("/api/credentials", json={**whose, **how}),
        await service.admin.put("/api/credentials", json={**whose, **how, "unknown": canary}),
    ]
    assert [reply.status_code for reply in replies] == [200, 422]
    return [reply.text + repr(reply.headers) for reply in replies]


async def _fail(service: RunningService, cml: CMLStandIn, worker_id: str, canary: str, number: int) -> list[str]:
    """Have a controller echo the secret in every way it can, and let the error be logged with its causes."""
    cml.answers["POST /authenticate"] = answering(lambda: problem(403, f"wrong: {canary}"))
    cml.answers[f"GET /labs/{LAB}/state"] = answering(lambda: problem(403, f"not allowed: {canary}"))
    host = CMLHost(worker_id=worker_id, url=cml.url, tags=frozenset({f"group:{number}"}))
    with pytest.raises(CMLCredentialsRejectedError) as refusal:
        await service.service(CMLClient).read_lab_state_async(host, LAB)
    logging.getLogger("planted").error("a call failed", exc_info=refusal.value)
    return [repr(refusal.value), str(refusal.value), repr(refusal.value.__cause__)]


async def _dump(uri: str, name: str) -> str:
    client: AsyncIOMotorClient[dict[str, Any]] = AsyncIOMotorClient(uri)
    try:
        collections = await client[name].list_collection_names()
        documents = [await client[name][collection].find({}).to_list(None) for collection in collections]
    finally:
        client.close()
    assert "cml_credentials" in collections
    return orjson.dumps(documents, default=repr).decode()
