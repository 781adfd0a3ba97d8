"""Receivers are told of everything, however the service dies."""

from collections.abc import AsyncIterator
from itertools import pairwise

import pytest

from simulator.fleet.plan import FleetPlan
from simulator.server import SimulatorServer
from support.chaos import WORKERS, NewService, import_fleet
from support.database import DatabaseServer
from support.fleet_settings import REGIONS
from support.log_check import read_fleet
from support.service_process import ServiceProcess
from support.waiting import until
from support.webhook_receiver import WebhookReceiver, is_signed

LEASE_SECONDS = 1
SIDE_BY_SIDE = 4
QUIET = {"WORKER_MONITORING_ENABLED": "false", "DURABLE_HANDLER_LEASE_SECONDS": str(LEASE_SECONDS)}
TO_THIS_MACHINE = {"OUTBOUND_ALLOW_HTTP": "true", "OUTBOUND_ALLOW_LOOPBACK": "true"}
TYPES = ["worker.imported", "worker.cordoned", "worker.uncordoned"]
EVENTS = WORKERS * len(TYPES)
TOLD_BEFORE = 10


@pytest.fixture
async def simulator() -> AsyncIterator[SimulatorServer]:
    """Twenty workers that stay as they are."""
    server = SimulatorServer(FleetPlan(workers=WORKERS, regions=REGIONS, detailed_monitoring_percent=100))
    await server.start()
    yield server
    await server.stop()


async def create_webhook(service: ServiceProcess, receiver: WebhookReceiver) -> str:
    """Have the receiver told; return the secret."""
    async with service.client() as client:
        body = {"name": "chat", "url": receiver.url, "filter": {"event_types": TYPES}}
        reply = await client.post("/api/webhooks", json=body)
        assert reply.status_code == 201, reply.text
        return str(reply.json()["secret"])


async def cordon_and_uncordon(service: ServiceProcess) -> None:
    """Let two more things happen to each worker."""
    async with service.client() as client:
        for worker in (await client.get("/api/workers")).json()["items"]:
            for act in ("cordon", "uncordon"):
                assert (await client.post(f"/api/workers/{worker['id']}/{act}", json={})).is_success


async def kill_in_mid_delivery(service: ServiceProcess, receiver: WebhookReceiver) -> None:
    """Kill it while it waits for as many answers as it asks for at once; start it again."""
    await until(lambda: len(receiver.received) >= TOLD_BEFORE + SIDE_BY_SIDE, "some wait", 30)
    service.child.kill()
    receiver.open.set()
    await service.start_async()


@pytest.mark.timeout(120)
async def test_are_told_of_everything_when_the_service_is_killed_in_mid_delivery(
    database: DatabaseServer, database_name: str, new_service: NewService
) -> None:
    """Kill -9: at least once each, none lost, each subject in its order, few of them twice."""
    async with WebhookReceiver() as receiver:
        port = receiver.url.rsplit(":", 1)[1].split("/")[0]
        service = new_service(database, **QUIET, **TO_THIS_MACHINE, OUTBOUND_ALLOWED_PORTS=port)
        await service.start_async()
        secret = await create_webhook(service, receiver)
        receiver.hold_after(TOLD_BEFORE)
        await import_fleet(service)
        await cordon_and_uncordon(service)
        await kill_in_mid_delivery(service, receiver)

        def told() -> int:
            return len({event["id"] for event in receiver.events})

        await until(lambda: service.child.check() and told() == EVENTS, "all are told", 60)
        assert all(is_signed(headers, body, secret) for headers, body in receiver.received)
        fleet = await read_fleet(database.uri, database_name)
        wanted = [str(record.attributes["id"]) for record in fleet.records if record.short_type in TYPES]
        assert sorted(wanted) == sorted({event["id"] for event in receiver.events})
        check_order(receiver)
        assert len(receiver.events) <= EVENTS + 2 * SIDE_BY_SIDE


def check_order(receiver: WebhookReceiver) -> None:
    """Of each subject nothing came before what happened before; what came again came with all that followed it."""
    seen: dict[str, list[int]] = {}
    for event in receiver.events:
        versions = seen.setdefault(event["subject"], [])
        if int(event["sequence"]) not in versions:
            versions.append(int(event["sequence"]))
    assert all(earlier < later for versions in seen.values() for earlier, later in pairwise(versions))
