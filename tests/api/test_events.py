import asyncio
from typing import Any

import orjson
from cloudevents.core.bindings.http import HTTPMessage, from_http_event
from cloudevents.core.formats.json import JSONFormat

from simulator.server import SimulatorServer
from support.fixture_types import Fleet
from support.running_service import RunningService
from support.stream_reader import FaithfulListener, open_stream


def parsed(data: bytes) -> Any:
    """Read a CloudEvent as the SDK reads it, in the JSON structured mode."""
    return from_http_event(HTTPMessage({"content-type": "application/cloudevents+json"}, data), JSONFormat())


async def page(service: RunningService, **query: Any) -> dict[str, Any]:
    """A page of events."""
    reply = await service.admin.get("/api/events", params=query)
    assert reply.status_code == 200, reply.text
    read: dict[str, Any] = reply.json()
    return read


async def test_pages_through_the_log_when_followed(service: RunningService, fleet: Fleet) -> None:
    """Asking on after `next` until it equals `head` shows every event once, in order."""
    await service.admin.post(f"/api/workers/{fleet[0]['id']}/refresh")
    everything = await page(service, limit=1000)
    ids: list[str] = []
    query: dict[str, Any] = {"limit": 3}
    while True:
        read = await page(service, **query)
        ids += [item["id"] for item in read["items"]]
        if read["next"] == read["head"]:
            break
        query["after"] = read["next"]
    assert ids == [item["id"] for item in everything["items"]]
    assert [int(each.rpartition("-")[2]) for each in ids] == list(range(1, len(ids) + 1))
    assert everything["head"] == ids[-1]


async def test_filters_when_workers_and_types_are_named(service: RunningService, fleet: Fleet) -> None:
    """Filters of the page are those of the stream."""
    await service.admin.post(f"/api/workers/{fleet[0]['id']}/refresh")
    lifecycle = await page(service, event_types="lifecycle")
    of_worker = await page(service, worker_ids=fleet[0]["id"], event_types="worker.imported,metrics")
    assert [item["event"]["type"] for item in lifecycle["items"]] == ["io.cmlfleet.worker.imported.v1"] * 10
    assert [item["event"]["type"] for item in of_worker["items"]] == [
        "io.cmlfleet.worker.imported.v1",
        "io.cmlfleet.worker.telemetry.updated.v1",
    ]
    assert {item["event"]["subject"] for item in of_worker["items"]} == {fleet[0]["id"]}


async def test_conflicts_when_a_position_is_of_another_log(service: RunningService, fleet: Fleet) -> None:
    """A position of another log, or from the future, is told to begin anew."""
    head = (await page(service))["head"]
    for after in ("00000000-1", f"{head}9"):
        reply = await service.admin.get("/api/events", params={"after": after})
        assert (reply.status_code, reply.json()["code"]) == (409, "conflict")


async def test_writes_cloud_events_when_read_by_the_sdk(
    service: RunningService, simulator: SimulatorServer, fleet: Fleet
) -> None:
    """Page and stream carry the same CloudEvents 1.0, as the SDK reads them."""
    simulator.simulation.fleet.stop([simulator.simulation.fleet.all()[0]])
    async with open_stream(service.admin) as stream:
        await stream.until_async("stream.synced")
        await service.admin.post(f"/api/workers/{fleet[0]['id']}/sync-ec2-status")
        told = (await stream.until_async("worker.status.changed"))[-1]
    paged = next(item for item in (await page(service, event_types="status"))["items"])
    event = parsed(told.data.encode())
    assert paged == {"id": told.id, "event": told.json}
    assert event.get_specversion() == "1.0"
    assert event.get_type() == "io.cmlfleet.worker.status.changed.v1"
    assert event.get_source() == "/fleets/default"
    assert event.get_subject() == fleet[0]["id"]
    assert event.get_datacontenttype() == "application/json"
    assert event.get_time().utcoffset().total_seconds() == 0
    assert (event.get_data()["old_status"], event.get_data()["new_status"]) == ("running", "stopped")
    for item in (await page(service, limit=1000))["items"]:
        assert parsed(orjson.dumps(item["event"])).get_id() == item["event"]["id"]


def without_cost(workers: Fleet) -> Fleet:
    """The workers without the one thing that changes by itself, once a minute."""
    return [{**worker, "cost": None} for worker in workers]


async def test_states_the_fleet_when_a_snapshot_is_asked_for(service: RunningService, fleet: Fleet) -> None:
    """The snapshot is what a list shows, at the position it states; what follows comes as events."""
    async with open_stream(service.admin, "snapshot=true") as stream:
        opening = await stream.until_async("stream.synced")
        snapshot = next(event for event in opening if event.type == "fleet.snapshot").json
        listed = (await service.admin.get("/api/workers", params={"limit": 500})).json()
        await service.admin.post(f"/api/workers/{fleet[0]['id']}/refresh")
        following = await stream.until_async("worker.telemetry.updated")
    shown = sorted(snapshot["workers"], key=lambda worker: str(worker["name"]))
    assert without_cost(shown) == without_cost(listed["items"])
    assert snapshot["position"] == listed["fleet_sequence"]
    position = int(snapshot["position"].rpartition("-")[2])
    assert [event.sequence for event in following] == list(range(position + 1, position + len(following) + 1))


async def test_shows_what_was_changed_when_a_command_has_answered(service: RunningService, fleet: Fleet) -> None:
    """Who reads right after a command finds what it did: in the worker, the list, the summary and the log."""
    for worker in fleet[:4]:
        reply = (await service.admin.post(f"/api/workers/{worker['id']}/refresh")).json()["worker"]
        read = await service.admin.get(f"/api/workers/{worker['id']}")
        listed = await service.admin.get("/api/workers", params={"q": worker["id"]})
        log = await page(service, worker_ids=worker["id"], limit=1000)
        assert read.json() == listed.json()["items"][0] == reply
        assert log["items"][-1]["event"]["sequence"] == str(reply["version"])


async def test_sees_every_event_once_when_a_client_resumes(service: RunningService, fleet: Fleet) -> None:
    """A client that begins with the first position and comes back by id is told the whole log."""
    head = (await page(service))["head"]
    listener = FaithfulListener(service.admin, f"{head.partition('-')[0]}-0")
    listening = asyncio.create_task(listener.run_async())
    for worker in fleet[:5]:
        await service.admin.post(f"/api/workers/{worker['id']}/refresh")
    await listener.until_seen_async(int((await page(service))["head"].rpartition("-")[2]))
    listening.cancel()
    assert listener.seen == list(range(1, len(listener.seen) + 1))
