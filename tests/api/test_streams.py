"""The stream of the whole service: filters, forms, who listens, and who no longer may."""

import asyncio
from typing import Any

import orjson
import pytest

from application.access.api_key_authenticator import ApiKeyAuthenticator
from application.job.job_clock import JobClock
from simulator.server import SimulatorServer
from support.fixture_types import ClientOf, Fleet, Serve
from support.no_schedules import NoSchedules
from support.running_service import RunningService
from support.stream_reader import STREAM, open_stream
from support.waiting import until

SHORT = {"sse_permission_check_seconds": 0.05, "sse_heartbeat_seconds": 0.2, "sse_max_clients_per_principal": 1}


@pytest.fixture
async def service(serve: Serve) -> RunningService:
    """One whose position moves by what a test does alone."""
    return await serve({JobClock: NoSchedules()})


async def listed(service: RunningService, **query: str) -> list[dict[str, Any]]:
    """Events of the log."""
    reply = await service.admin.get("/api/events", params={"limit": "1000", **query})
    assert reply.status_code == 200, reply.text
    items: list[dict[str, Any]] = reply.json()["items"]
    return items


async def test_finds_the_same_events_live_and_in_the_log_when_filtered(
    service: RunningService, simulator: SimulatorServer, fleet: Fleet
) -> None:
    """Region and tag, on the stream, on the page, and after a resume from the very beginning."""
    worker = fleet[0]
    key, value = next(iter(worker["tags"].items()))
    query = f"regions={worker['region']}&tags={key}:{value}&event_types=status,lifecycle&subjects={worker['id']}"
    simulator.simulation.fleet.stop(simulator.simulation.fleet.all())
    async with open_stream(service.admin, query) as live:
        await live.until_async("stream.synced")
        for each in fleet:
            await service.admin.post(f"/api/workers/{each['id']}/sync-ec2-status")
        told = (await live.until_async("worker.status.changed"))[-1]
    filters = dict(part.split("=") for part in query.split("&"))
    page = await listed(service, **filters)
    assert [item["event"]["type"] for item in page] == [
        "io.cmlfleet.worker.imported.v1",
        "io.cmlfleet.worker.status.changed.v1",
    ]
    assert page[-1] == {"id": told.id, "event": told.json}
    epoch = told.id.partition("-")[0]
    async with open_stream(service.admin, query, Last_Event_ID=f"{epoch}-0") as replayed:
        ids = [event.id for event in await replayed.until_async("stream.synced") if event.type.startswith("worker.")]
    assert ids == [item["id"] for item in page]
    assert await listed(service, **{**filters, "regions": "elsewhere"}) == []
    assert await listed(service, **{**filters, "tags": f"{key}:{value},no:such"}) == []


async def test_streams_a_cloud_event_a_line_when_ndjson_is_accepted(service: RunningService, fleet: Fleet) -> None:
    """For curl and whatever reads lines; it goes on after the place in the last one."""
    headers = {"Accept": "application/x-ndjson"}
    head = (await service.admin.get("/api/fleet")).json()["fleet_sequence"]
    async with service.admin.stream("GET", STREAM, headers={**headers, "Last-Event-ID": head[:9] + "0"}) as reply:
        assert reply.headers["content-type"] == "application/x-ndjson"
        lines = []
        async for line in reply.aiter_lines():
            lines.append(orjson.loads(line))
            if lines[-1]["type"] == "io.cmlfleet.stream.synced.v1":
                break
    assert {line["specversion"] for line in lines} == {"1.0"}
    assert [line["position"] for line in lines[1:-1]] == [item["id"] for item in await listed(service)]
    assert lines[-1]["position"] == head


async def test_shows_the_clients_to_an_admin(service: RunningService, client_of: ClientOf, fleet: Fleet) -> None:
    """Who listens to what, from where, and what it was sent."""
    viewer = await client_of("viewer")
    async with open_stream(viewer, "event_types=status&delivery=all&snapshot=true") as stream:
        opened = (await stream.until_async("stream.synced"))[0]
        reply = (await service.admin.get("/api/events/clients")).json()
    (client,) = reply["items"]
    assert client["id"] == opened.json["client_id"]
    assert (client["principal_name"], client["address"]) == ("a viewer", "127.0.0.1")
    assert (client["wanted"], client["delivery"]) == ("types status", "all")
    assert client["since"].endswith("Z")
    assert (client["state"], client["lag_events"], client["sent_events"]) == ("waiting", 0, 0)
    assert client["sent_bytes"] > 1000
    assert reply["total_by_state"] == {"waiting": 1, "behind": 0, "stalled": 0}


async def test_ends_within_two_seconds_when_the_key_is_revoked(
    service: RunningService, client_of: ClientOf, fleet: Fleet
) -> None:
    """With a farewell that says so; the key opens no other stream."""
    viewer = await client_of("viewer")
    key = (await service.admin.get("/api/keys")).json()["items"][0]
    async with open_stream(viewer) as stream, open_stream(service.admin) as other:
        await stream.until_async("stream.synced")
        await other.until_async("stream.synced")
        began = asyncio.get_running_loop().time()
        await service.admin.delete(f"/api/keys/{key['id']}")
        farewell = (await stream.until_async("stream.draining"))[-1]
        assert asyncio.get_running_loop().time() - began < 2
        assert farewell.json["reason"] == "key_revoked"
        with pytest.raises(EOFError):
            await stream.next_async()
        await service.admin.post(f"/api/workers/{fleet[0]['id']}/refresh")
        await other.until_async("worker.telemetry.updated")
    assert (await viewer.get(STREAM)).status_code == 401


async def test_ends_in_another_process_when_the_key_is_revoked_here(serve: Serve, database_name: str) -> None:
    """After its own look at the keys, which comes at intervals."""
    here = await serve(database=database_name)
    there = await serve(**SHORT, database=database_name)
    created = (await here.admin.post("/api/keys", json={"name": "wall", "role": "viewer"})).json()
    async with there.client(created["secret"]) as viewer, open_stream(viewer) as stream:
        await stream.until_async("stream.synced")
        await here.admin.delete(f"/api/keys/{created['id']}")
        assert (await stream.until_async("stream.draining"))[-1].json["reason"] == "key_revoked"
        assert not there.service(ApiKeyAuthenticator).revoked.is_set()


async def test_answers_503_when_a_key_has_too_many_streams(serve: Serve) -> None:
    """With a code, and with when to try again; when one has gone there is room."""
    service = await serve(**SHORT)
    async with open_stream(service.admin) as stream:
        await stream.until_async("stream.synced")
        refused = await service.admin.get(STREAM)
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "30")
        assert refused.headers["content-type"] == "application/problem+json"
        assert (refused.json()["code"], refused.json()["retryable"]) == ("too_many_streams_of_principal", True)

    async def is_let_in() -> bool:
        async with service.admin.stream("GET", STREAM) as reply:
            return reply.status_code == 200

    await until(is_let_in, "there is room again")
