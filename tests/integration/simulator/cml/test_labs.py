"""Labs live on the simulator's clock, and all that measures a worker follows them."""

from asyncio import to_thread
from collections.abc import Callable
from datetime import timedelta
from statistics import fmean
from typing import Any

import pytest

from simulator.fleet.controller.telemetry import Category
from simulator.server import SimulatorServer

from .conftest import CmlClient

Move = Callable[[float], None]


async def states(client: CmlClient, lab_id: str) -> set[str]:
    """Tell the states of a lab's nodes."""
    elements = await client.get(f"labs/{lab_id}/lab_element_state")
    return set(elements["nodes"].values())


async def change(client: CmlClient, lab_id: str, verb: str) -> int:
    """Start, stop or wipe a lab and tell the status."""
    return (await client.ask("PUT", f"labs/{lab_id}/{verb}"))[0]


async def test_boots_by_itself_when_started(client: CmlClient, move: Move) -> None:
    """Nodes are queued, start and boot as time passes, some slower than others; the lab has converged at the end."""
    lab_id = await client.lab_in("DEFINED_ON_CORE")
    assert await change(client, lab_id, "start") == 204
    assert await states(client, lab_id) == {"QUEUED"}
    assert await client.get(f"labs/{lab_id}/state") == "STARTED"
    move(2)
    assert await states(client, lab_id) == {"STARTED"}
    move(4)
    assert await states(client, lab_id) == {"STARTED", "BOOTED"}
    assert await client.get(f"labs/{lab_id}/check_if_converged") is False
    move(30)
    assert await states(client, lab_id) == {"BOOTED"}
    assert await client.get(f"labs/{lab_id}/check_if_converged") is True


async def test_goes_through_all_states_when_it_ends(client: CmlClient, move: Move) -> None:
    """It is stopped, wiped and removed, in this order and in no other."""
    lab_id = await client.lab_in("STARTED")
    assert await change(client, lab_id, "wipe") == 400
    assert await change(client, lab_id, "stop") == 204
    assert await client.get(f"labs/{lab_id}/state") == "STARTED"
    move(3)
    assert await client.get(f"labs/{lab_id}/state") == "STOPPED"
    status, refusal = await client.ask("DELETE", f"labs/{lab_id}")
    assert (status, "wiped" in refusal["description"]) == (400, True)
    assert await change(client, lab_id, "wipe") == 204
    assert await client.get(f"labs/{lab_id}/state") == "DEFINED_ON_CORE"
    assert (await client.ask("DELETE", f"labs/{lab_id}"))[0] == 204
    assert lab_id not in await client.get("labs?show_all=true")


async def test_does_not_boot_when_stopped_before(client: CmlClient, move: Move) -> None:
    """What was to come does not come, in states, history and load alike."""
    lab_id = await client.lab_in("DEFINED_ON_CORE")
    before = await client.get("system_stats")
    await change(client, lab_id, "start")
    move(3)
    await change(client, lab_id, "stop")
    move(60)
    assert await states(client, lab_id) == {"STOPPED"}
    told = [each for each in await client.get("telemetry/events") if each["data"].get("lab_id") == lab_id]
    assert {each["category"] for each in told if each["timestamp"] >= "2026-06-01"} == {
        "start_lab",
        "queue_node",
        "start_node",
        "stop_lab",
        "stop_node",
    }
    assert (await client.get("system_stats"))["all"]["memory"] == before["all"]["memory"]


async def test_is_measured_when_started(client: CmlClient, move: Move) -> None:
    """Processor, memory and node counts of the host rise with a lab, and fall back when it stops."""
    lab_id = await client.lab_in("DEFINED_ON_CORE")
    (before,) = (await client.get("system_stats"))["computes"].values()
    await change(client, lab_id, "start")
    move(3)
    (booting,) = (await client.get("system_stats"))["computes"].values()
    await change(client, lab_id, "stop")
    move(3)
    (after,) = (await client.get("system_stats"))["computes"].values()
    nodes = (await client.get(f"labs/{lab_id}"))["node_count"]
    assert booting["stats"]["cpu"]["percent"] > before["stats"]["cpu"]["percent"] + 5
    assert booting["stats"]["memory"]["used"] > before["stats"]["memory"]["used"]
    assert booting["stats"]["dominfo"]["running_nodes"] == before["stats"]["dominfo"]["running_nodes"] + nodes
    assert after["stats"]["memory"] == before["stats"]["memory"]
    assert abs(after["stats"]["cpu"]["percent"] - before["stats"]["cpu"]["percent"]) < 1


async def test_is_seen_by_cloudwatch_when_started(
    client: CmlClient, move: Move, simulation: SimulatorServer, connect: Any
) -> None:
    """CloudWatch's CPU of the instance rises with its labs, as CML's does."""
    instance, fleet = client.host.instance, client.fleet
    lab_id = await client.lab_in("DEFINED_ON_CORE")
    move(600)
    await change(client, lab_id, "start")
    move(601)
    instance.monitor(wanted=True)
    cloudwatch = connect("cloudwatch", simulation.address)
    dimensions = [{"Name": "InstanceId", "Value": instance.instance_id}]
    metric = {"Namespace": "AWS/EC2", "MetricName": "CPUUtilization", "Dimensions": dimensions}
    stat = {"Metric": metric, "Period": 60, "Stat": "Average"}
    reply = await to_thread(
        cloudwatch.get_metric_data,
        MetricDataQueries=[{"Id": "cpu", "MetricStat": stat}],
        StartTime=fleet.clock() - timedelta(seconds=1201),
        EndTime=fleet.clock(),
        ScanBy="TimestampAscending",
    )
    values = reply["MetricDataResults"][0]["Values"]
    assert fmean(values[-9:]) > fmean(values[:9]) + 5


async def test_tells_its_history_when_asked(client: CmlClient) -> None:
    """Who started what when; the history of years before is there, too, and only in the order of time."""
    lab_id = await client.lab_in("DEFINED_ON_CORE")
    await change(client, lab_id, "start")
    told = await client.get("telemetry/events")
    assert [each["timestamp"] for each in told] == sorted(each["timestamp"] for each in told)
    assert {"import_lab", "start_lab", "boot_node", "user_activity", "cpuinfo"} <= {each["category"] for each in told}
    (started,) = [each for each in told if each["category"] == "start_lab" and each["timestamp"] >= "2026-06-01"]
    assert started["data"]["user_id"].startswith("00000000-0000-")
    by_owners = [each for each in told if each["category"] == "start_lab" and each is not started]
    assert not any(each["data"]["user_id"].startswith("00000000-0000-") for each in by_owners)


async def test_tells_everything_when_everything_happened(client: CmlClient, move: Move) -> None:
    """All categories of CML's history come up in a controller's life."""
    lab_id = await client.lab_in("STARTED")
    await change(client, lab_id, "stop")
    move(3)
    await change(client, lab_id, "wipe")
    await client.get(f"labs/{lab_id}/download")
    await client.ask("PATCH", "system/maintenance_mode", json={"maintenance_mode": False})
    assert {each["category"] for each in await client.get("telemetry/events")} == set(Category)


async def test_has_another_title_when_edited(client: CmlClient, move: Move) -> None:
    """What is said about a lab can be changed, and shows when; a title cannot be missing."""
    lab_id = await client.lab_in("STARTED")
    move(60)
    status, lab = await client.ask("PATCH", f"labs/{lab_id}", json={"title": "Another"})
    assert (status, lab["lab_title"], lab["modified"]) == (200, "Another", "2026-06-01T12:01:00+00:00")
    assert (await client.ask("PATCH", f"labs/{lab_id}", json={"title": ""}))[0] == 400


async def test_shows_its_nodes_when_asked(client: CmlClient) -> None:
    """All nodes of all labs come in one answer, with what they run on, and without configurations if so wished."""
    nodes = await client.get("nodes?operational=true&exclude_configurations=true")
    assert {node["lab_id"] for node in nodes} == set(await client.get("labs?show_all=true"))
    assert all(("operational" in node, "configuration" in node) == (True, False) for node in nodes)
    assert {node["state"] for node in nodes if node["compute_id"]} == {"BOOTED"}
    lab_id = await client.lab_in("STARTED")
    node_ids = await client.get(f"labs/{lab_id}/nodes")
    shown = await client.get(f"labs/{lab_id}/nodes?data=true")
    assert [node["id"] for node in shown] == node_ids
    assert await client.get(f"labs/{lab_id}/nodes/{node_ids[0]}") == shown[0]
    assert (await client.get(f"labs/{lab_id}/simulation_stats"))["nodes"].keys() == set(node_ids)


async def test_is_not_started_when_not_licensed(clients: list[CmlClient]) -> None:
    """Without a licence nothing starts; with one it does. None is registered twice, or given up twice."""
    client = clients[1]
    await client.log_in(password="simulated-2")
    lab_id = (await client.get("labs?show_all=true"))[0]
    assert (await client.get("licensing"))["registration"]["status"] == "NOT_REGISTERED"
    assert (await client.get("system_health"))["is_licensed"] is False
    assert await change(client, lab_id, "start") == 400
    assert (await client.ask("DELETE", "licensing/deregistration"))[0] == 409
    registered = [(await client.ask("POST", "licensing/registration", json={"token": "dG9r"}))[0] for _ in range(2)]
    assert registered == [204, 409]
    assert (await client.get("licensing"))["authorization"]["status"] == "IN_COMPLIANCE"
    assert (await client.get("licensing/features"))[0]["in_use"] == 1
    for what in ("registration", "authorization"):
        assert (await client.ask("PUT", f"licensing/{what}/renew"))[0] == 204
    transport = {"ssms": None, "proxy": {"server": None, "port": None}}
    assert (await client.ask("PUT", "licensing/transport", json=transport))[0] == 204
    assert (await client.ask("PUT", "licensing/product_license", json="CML_Personal"))[0] == 204
    assert (await client.get("system_health"))["is_enterprise"] is False
    assert (await client.ask("POST", "licensing/registration", json={"token": "no token!"}))[0] == 400
    assert await change(client, lab_id, "start") == 204
    assert (await client.ask("PUT", "licensing/product_license", json="no product!"))[0] == 400


async def test_comes_back_when_downloaded_and_imported(client: CmlClient) -> None:
    """A file makes the lab it was made of, under a title of one's own if so wished."""
    lab_id = await client.lab_in("STARTED")
    _, text = await client.ask("GET", f"labs/{lab_id}/download")
    _, imported = await client.ask("POST", "import?title=Another", data=text)
    lab, copy = [await client.get(f"labs/{each}/topology") for each in (lab_id, imported["id"])]
    assert copy["lab"]["title"] == "Another"
    assert [node["label"] for node in copy["nodes"]] == [node["label"] for node in lab["nodes"]]
    assert [link["label"] for link in copy["links"]] == [link["label"] for link in lab["links"]]
    assert (await client.get(f"labs/{imported['id']}"))["owner_username"] == "admin"


async def test_takes_a_large_topology_when_imported(client: CmlClient) -> None:
    """Five mebibytes are no more than CML takes."""
    text = f"lab: {{version: 0.3.0, title: Large, notes: {'n' * 5 * 1024 * 1024}}}\nnodes: []\nlinks: []\n"
    assert (await client.ask("POST", "import", data=text.encode()))[0] == 200


@pytest.mark.parametrize("body", [b"", b"\x00", b"[1, 2]", b"lab: {version: 99}\nnodes: []\nlinks: []"])
async def test_refuses_what_is_no_topology_when_imported(client: CmlClient, body: bytes) -> None:
    """It is 400, with the reason in words."""
    status, refusal = await client.ask("POST", "import", data=body)
    assert (status, bool(refusal["description"])) == (400, True)


async def test_asks_for_the_token_anew_when_the_session_ends(client: CmlClient) -> None:
    """Only three calls need no token."""
    client.token = ""
    with_token = [await client.ask("GET", path) for path in ("labs", "nodes", "system_stats", "licensing", "users")]
    assert {status for status, _ in with_token} == {401}
    assert (await client.ask("GET", "system/maintenance_mode"))[0] == 200
