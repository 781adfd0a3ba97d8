"""Labs over HTTP: a service, its database, and simulated controllers, each behind a port of its own."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from secrets import token_hex
from typing import Any

import httpx
import pytest
import yaml

from application.job.job_clock import JobClock
from simulator.cml.faults.cml_fault import CmlFault, CmlFaultKind
from simulator.fleet.plan import FleetPlan
from simulator.server import SimulatorServer
from support.database import DatabaseServer
from support.fleet_settings import ADMIN_KEY, CML, REGIONS, fleet_settings
from support.no_schedules import NoSchedules
from support.running_service import RunningService, running_service
from support.stream_reader import open_stream

from .cli.command_line import CommandLine

WAIT = {"wait": 30}
TOPOLOGY = """
lab: {title: "two areas", description: "", notes: "", version: 0.1.0}
nodes:
  - {id: n0, label: r1, node_definition: iosv, x: 0, y: 0, interfaces: [{id: i0, label: Gi0/0, type: physical}]}
links: []
"""


@pytest.fixture
async def controllers(aws_credentials: None) -> AsyncIterator[SimulatorServer]:
    """Two workers with their controllers."""
    server = SimulatorServer(FleetPlan(workers=2, regions=REGIONS), cml=True)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def labs(database: DatabaseServer, controllers: SimulatorServer) -> AsyncIterator[RunningService]:
    """A service that has read the labs of both workers."""
    settings = fleet_settings(database.uri, f"test_{token_hex(6)}", controllers.address, **CML)
    async with running_service(settings, {JobClock: NoSchedules()}) as running:
        await running.admin.post("/api/workers:bulk-import", json={"ami_name": "cisco-cml*"})
        for worker in await items(running.admin, "/api/workers"):
            reply = await running.admin.post(f"/api/workers/{worker['id']}/sync-labs")
            assert reply.status_code == 200, reply.text
        yield running


async def items(client: httpx.AsyncClient, path: str, **query: Any) -> list[dict[str, Any]]:
    """The items of a page."""
    reply = await client.get(path, params=query)
    assert reply.status_code == 200, reply.text
    found: list[dict[str, Any]] = reply.json()["items"]
    return found


async def lab_of(service: RunningService, lab_id: str) -> dict[str, Any]:
    """One lab."""
    found: dict[str, Any] = (await service.admin.get(f"/api/labs/{lab_id}")).json()
    return found


def fault(controllers: SimulatorServer, kind: CmlFaultKind) -> None:
    """Let all controllers have a trouble."""
    assert controllers.cml is not None
    faults = controllers.cml.side.faults
    faults.add(CmlFault(fault_id=faults.next_id(), kind=kind))


async def test_labs_of_all_workers_are_listed_and_counted(labs: RunningService) -> None:
    """Over the fleet, of one worker, and at the worker."""
    listed = await items(labs.admin, "/api/labs")
    workers = await items(labs.admin, "/api/workers")
    assert len(listed) == sum(worker["labs_total"] for worker in workers) == 10
    running = await items(labs.admin, "/api/labs", state="STARTED", sort="-running_nodes")
    assert len(running) == sum(worker["labs_running"] for worker in workers) > 0
    own = await items(labs.admin, f"/api/workers/{workers[0]['id']}/labs", limit=3)
    assert {lab["worker_id"] for lab in own} == {workers[0]["id"]}
    title = listed[0]["title"]
    assert title in {lab["title"] for lab in await items(labs.admin, "/api/labs", q=title.upper())}
    first = await labs.admin.get("/api/labs", params={"limit": 6})
    second = await items(labs.admin, "/api/labs", limit=6, cursor=first.json()["next_cursor"])
    assert [lab["id"] for lab in (*first.json()["items"], *second)] == [lab["id"] for lab in listed]
    assert (await labs.admin.get("/api/labs", headers={"If-None-Match": first.headers["etag"]})).status_code in {
        200,
        304,
    }


async def test_unchanged_labs_cost_no_document_and_no_event(labs: RunningService) -> None:
    """A second reading tells nothing."""
    head = (await labs.admin.get("/api/fleet")).json()["fleet_sequence"]
    for worker in await items(labs.admin, "/api/workers"):
        await labs.admin.post(f"/api/workers/{worker['id']}/sync-labs")
    assert (await labs.admin.get("/api/fleet")).json()["fleet_sequence"] == head


async def test_lab_is_stopped_wiped_started_and_deleted(labs: RunningService) -> None:
    """Each as an operation; the lab is as ordered when that has ended, and its history says so."""
    [lab, *_] = await items(labs.admin, "/api/labs", state="STARTED")
    path = f"/api/labs/{lab['id']}"
    refused = await labs.admin.post(f"{path}/wipe")
    assert (refused.status_code, refused.json()["detail"]) == (409, "lab must be stopped")
    assert (await labs.admin.delete(path)).status_code == 409
    for act, state in (("stop", "STOPPED"), ("wipe", "DEFINED_ON_CORE"), ("start", "STARTED")):
        ended = await labs.admin.post(f"{path}/{act}", params=WAIT)
        assert (ended.status_code, ended.json()["done"]) == (200, 1), ended.text
        assert (await lab_of(labs, lab["id"]))["state"] == state
    history = (await lab_of(labs, lab["id"]))["history"]
    states = [change["new"]["state"] for change in history if change["event"] == "lab.state.changed"]
    assert states == ["STARTED", "DEFINED_ON_CORE", "STOPPED"]
    ended = await labs.admin.delete(path, params={"stop_and_wipe": "true", **WAIT})
    assert (ended.status_code, ended.json()["done"]) == (200, 1), ended.text
    assert (await labs.admin.get(path)).status_code == 404
    told = await items(labs.admin, "/api/events", subjects=lab["id"], limit=500)
    assert told[-1]["event"]["type"] == "io.cmlfleet.lab.removed.v1"


async def test_worker_has_another_tag_when_its_labs_are_others(labs: RunningService) -> None:
    """A lab that stops changes no field of the worker's own, but what is shown of it."""
    [lab, *_] = await items(labs.admin, "/api/labs", state="STARTED")
    path = f"/api/workers/{lab['worker_id']}"
    before = await labs.admin.get(path)
    seen = {"If-None-Match": before.headers["etag"]}
    assert (await labs.admin.get(path, headers=seen)).status_code == 304
    await labs.admin.post(f"/api/labs/{lab['id']}/stop", params=WAIT)
    after = await labs.admin.get(path, headers=seen)
    assert after.status_code == 200
    assert after.json()["labs_running"] == before.json()["labs_running"] - 1
    listed = await items(labs.admin, "/api/workers", sort="labs_running")
    assert [worker["labs_running"] for worker in listed] == sorted(worker["labs_running"] for worker in listed)


async def test_many_labs_are_started_as_one_operation(labs: RunningService) -> None:
    """On both workers side by side."""
    ids = [lab["id"] for lab in await items(labs.admin, "/api/labs")]
    accepted = await labs.admin.post("/api/labs:stop", json={"ids": ids})
    assert (accepted.status_code, accepted.headers["location"]) == (202, f"/api/operations/{accepted.json()['id']}")
    ended = (await labs.admin.get(accepted.headers["location"], params=WAIT)).json()
    assert (ended["status"], ended["done"], ended["failed"]) == ("completed", 10, 0)
    assert await items(labs.admin, "/api/labs", state="STARTED") == []
    unknown = await labs.admin.post("/api/labs:start", json={"ids": [ids[0], f"{ids[0]}x"]})
    assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (422, "/ids/1")


async def test_topology_is_downloaded_and_imported(labs: RunningService) -> None:
    """The operation names what was made."""
    [worker, *_] = await items(labs.admin, "/api/workers")
    path = f"/api/workers/{worker['id']}/labs:import"
    made = (await labs.admin.post(path, json={"topology": TOPOLOGY}, params=WAIT)).json()
    [target] = made["targets"]
    assert (target["outcome"], target["message"]) == ("done", None)
    assert (await lab_of(labs, target["made"]))["title"] == "two areas"
    topology = await labs.admin.get(f"/api/labs/{target['made']}/topology")
    assert topology.headers["content-type"].startswith("application/yaml")
    assert yaml.safe_load(topology.text)["lab"]["title"] == "two areas"
    again = await labs.admin.post(path, json={"topology": topology.text, "title": "copy"}, params=WAIT)
    assert (await lab_of(labs, again.json()["targets"][0]["made"]))["title"] == "copy"


async def test_topology_is_checked_before_a_controller_is_asked(
    labs: RunningService, controllers: SimulatorServer
) -> None:
    """With a pointer to what is wrong; up to 5 MiB come through, more do not."""
    [worker, *_] = await items(labs.admin, "/api/workers")
    path = f"/api/workers/{worker['id']}/labs:import"
    for topology, pointer in (("nodes: [", "/topology"), ("nodes: []", "/topology/links"), ("[]", "/topology")):
        refused = await labs.admin.post(path, json={"topology": topology})
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)
    large = f"nodes: []\nlinks: {{}}\n# {'x' * (4 * 1024 * 1024)}"
    assert (await labs.admin.post(path, json={"topology": large})).status_code == 422
    too_large = await labs.admin.post(path, json={"topology": large * 2})
    assert (too_large.status_code, too_large.json()["detail"]) == (413, "a body may have 5 MiB")
    assert (await labs.admin.get("/api/operations")).json()["items"] == []


async def test_two_syncs_at_once_are_one_set_of_calls(labs: RunningService, controllers: SimulatorServer) -> None:
    """Both are answered alike."""
    assert controllers.cml is not None
    [worker, *_] = await items(labs.admin, "/api/workers")
    side = controllers.cml.side
    side.latency_seconds = 0.1
    side.calls.reset()
    path = f"/api/workers/{worker['id']}/sync-labs"
    replies = await asyncio.gather(*(labs.admin.post(path) for _ in range(2)))
    assert [reply.status_code for reply in replies] == [200, 200]
    assert side.calls.count(route="GET labs") == 1, side.calls.by_host()


@pytest.mark.parametrize("kind", [CmlFaultKind.MILLION_LABS, CmlFaultKind.WRONG_TYPES, CmlFaultKind.HTML])
async def test_controller_in_trouble_changes_no_lab(
    labs: RunningService, controllers: SimulatorServer, kind: CmlFaultKind
) -> None:
    """Its worker fails alone and says why; what is known stays."""
    [worker, *_] = await items(labs.admin, "/api/workers")
    fault(controllers, kind)
    reply = await labs.admin.post(f"/api/workers/{worker['id']}/sync-labs")
    assert reply.status_code == 503, reply.text
    assert len(await items(labs.admin, "/api/labs")) == 10
    shown = (await labs.admin.get(f"/api/workers/{worker['id']}")).json()
    assert shown["failing"]["labs"]["code"].startswith("cml_")


async def test_duplicate_ids_are_one_lab(labs: RunningService, controllers: SimulatorServer) -> None:
    """Listed twice, told once."""
    [worker, *_] = await items(labs.admin, "/api/workers")
    fault(controllers, CmlFaultKind.DUPLICATE_IDS)
    assert (await labs.admin.post(f"/api/workers/{worker['id']}/sync-labs")).status_code == 200
    ids = [lab["id"] for lab in await items(labs.admin, "/api/labs")]
    assert len(ids) == len(set(ids))


async def test_hostile_titles_are_stored_and_shown_literally(
    labs: RunningService, controllers: SimulatorServer, tmp_path: Path
) -> None:
    """Over HTTP, on the stream, and on the command line, where nothing of them steers the terminal."""
    [worker, *_] = await items(labs.admin, "/api/workers")
    fault(controllers, CmlFaultKind.HOSTILE_TITLES)
    async with open_stream(labs.admin, "event_types=lab") as stream:
        await stream.next_async()
        made = await labs.admin.post(
            f"/api/workers/{worker['id']}/labs:import", json={"topology": TOPOLOGY}, params=WAIT
        )
        lab_id = made.json()["targets"][0]["made"]
        event = await stream.next_async()
        while event.type != "lab.discovered":
            event = await stream.next_async()
    title = (await lab_of(labs, lab_id))["title"]
    assert any(ord(character) < 32 or ord(character) > 0x2000 for character in title)
    assert event.json["data"]["title"] == title
    assert event.json["subject"] == lab_id
    command_line = CommandLine(tmp_path, labs.address)
    shown = await asyncio.to_thread(command_line.run, "labs", "get", lab_id, "-o", "json", CML_FLEET_TOKEN=ADMIN_KEY)
    assert shown.returncode == 0, shown.stderr
    assert not any(character in shown.stdout for character in "\x00\x1b\u202e\r")


async def test_stream_goes_on_from_a_snapshot_of_labs(labs: RunningService, controllers: SimulatorServer) -> None:
    """The pages hold what the list shows at that position; each later version comes as an event, once, in order."""
    async with open_stream(labs.admin, "snapshot=true&event_types=lab") as stream:
        said = await stream.until_async("stream.synced")
        listed = await items(labs.admin, "/api/labs")
        pages = [event.json for event in said if event.type == "fleet.snapshot"]
        known = {lab["id"]: lab for page in pages for lab in page.get("labs", ())}
        assert known == {lab["id"]: lab for lab in listed}
        assert [page["page"] for page in pages] == list(range(1, pages[0]["pages"] + 1))
        running = next(lab for lab in listed if lab["state"] == "STARTED")
        await labs.admin.post(f"/api/labs/{running['id']}/stop", params=WAIT)
        await labs.admin.delete(f"/api/labs/{running['id']}", params={**WAIT, "stop_and_wipe": "true"})
        told = await stream.until_async("lab.removed")
    versions = [int(event.json["sequence"]) for event in told if event.json["subject"] == running["id"]]
    assert versions == list(range(running["version"] + 1, running["version"] + 1 + len(versions)))
    assert [told[0].type, told[-1].type] == ["lab.state.changed", "lab.removed"]
    assert min(event.sequence for event in told) > int(pages[0]["position"].rpartition("-")[2])


async def test_stream_shows_no_labs_when_none_are_asked_for(labs: RunningService) -> None:
    """Who names other kinds of events pays for no lab; who names one worker sees its labs alone."""
    [worker, _] = await items(labs.admin, "/api/workers")
    shown = {}
    for query in ("event_types=status,telemetry", f"worker_ids={worker['id']}"):
        async with open_stream(labs.admin, f"snapshot=true&{query}") as stream:
            said = await stream.until_async("stream.synced")
        pages = [event.json for event in said if event.type == "fleet.snapshot"]
        shown[query] = [lab["worker_id"] for page in pages for lab in page.get("labs", ())]
    none, own = shown.values()
    assert none == []
    assert own == [worker["id"]] * worker["labs_total"]
