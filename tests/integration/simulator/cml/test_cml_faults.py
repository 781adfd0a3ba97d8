"""What goes wrong with a host when it is told to."""

import asyncio
import gzip
from typing import Any

import aiohttp
import pytest

from simulator.cml.faults.cml_fault import CmlFaultKind
from simulator.cml.faults.meanings import CML_MEANINGS
from simulator.cml.faults.spoiled_replies import HOSTILE

from .conftest import CmlClient

FAULTS = "/_simulator/cml/faults"
Control = aiohttp.ClientSession


async def order(control: Control, kind: str, **more: Any) -> int:
    """Put a fault in force and tell its number."""
    async with control.post(FAULTS, json={"kind": kind, **more}) as reply:
        document = await reply.json()
        assert reply.status == 201, document
        return int(document["id"])


async def lift(control: Control, fault_id: int | str = "") -> None:
    """Take a fault away, or all."""
    async with control.delete(f"{FAULTS}/{fault_id}".rstrip("/")) as reply:
        assert reply.status == 200


@pytest.mark.parametrize(
    ("kind", "status"),
    [("unauthorized", 401), ("forbidden", 403), ("error500", 500), ("error502", 502), ("error503", 503)],
)
async def test_refuses_when_told_to(client: CmlClient, control: Control, kind: str, status: int) -> None:
    """The call is refused so often, is not carried out, and is answered as usual afterwards."""
    lab_id = await client.lab_in("DEFINED_ON_CORE")
    await order(control, kind, count=2)
    for _ in range(2):
        assert (await client.ask("PUT", f"labs/{lab_id}/start"))[0] == status
    assert await client.get(f"labs/{lab_id}/state") == "DEFINED_ON_CORE"


async def test_is_refused_at_the_door_when_down(client: CmlClient, control: Control) -> None:
    """Connections are refused while the fault is in force, and kept ones are dropped."""
    fault_id = await order(control, "down", instances=[client.host.instance.instance_id])
    with pytest.raises(aiohttp.ClientConnectorError):
        await client.get("system_information")
    await lift(control, fault_id)
    assert await client.get("system_information")


async def test_spares_others_when_one_is_named(clients: list[CmlClient], control: Control) -> None:
    """A fault may be about some hosts, some routes and some seconds."""
    named, other = clients
    await order(control, "error500", instances=[named.host.instance.instance_id], route="GET system_information")
    assert (await named.ask("GET", "system_information"))[0] == 500
    assert (await named.ask("GET", "system/maintenance_mode"))[0] == 200
    assert (await other.ask("GET", "system_information"))[0] == 200


async def test_is_over_when_its_seconds_have_passed(clients: list[CmlClient], control: Control, move: Any) -> None:
    """Also the kinds that close the door."""
    await order(control, "down", seconds=5)
    move(5)
    await clients[0].cml.sweep()
    assert (await clients[0].ask("GET", "system_information"))[0] == 200


@pytest.mark.parametrize("kind", ["hang", "black_hole"])
async def test_answers_once_lifted_when_it_hangs(client: CmlClient, control: Control, kind: str) -> None:
    """A call on a connection that is open waits for the end of the fault."""
    fault_id = await order(control, kind)
    async with asyncio.TaskGroup() as group:
        hanging = group.create_task(client.get("system_information"))
        called = 0
        while not called:
            await asyncio.sleep(0.01)
            called = client.cml.side.calls.count(route="GET system_information")
        assert not hanging.done()
        await lift(control, fault_id)
    assert hanging.result()["ready"]


async def test_says_nothing_at_all_when_a_black_hole(clients: list[CmlClient], control: Control) -> None:
    """A new connection is taken and never answered."""
    await order(control, "black_hole")
    reader, writer = await asyncio.open_connection("127.0.0.1", clients[0].host.port)
    writer.write(b"GET /api/v0/system_information HTTP/1.1\r\nHost: a\r\n\r\n")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(reader.read(1), 0.3)
    assert clients[0].cml.side.calls.total == 0
    writer.close()


@pytest.mark.parametrize(("kind", "error"), [("reset", aiohttp.ClientError), ("truncated", aiohttp.ClientPayloadError)])
async def test_breaks_off_when_told_to(client: CmlClient, control: Control, kind: str, error: type[Exception]) -> None:
    """The connection ends without an answer, or in its middle."""
    await order(control, kind)
    with pytest.raises(error):
        await client.ask("GET", "system_information")


async def test_drips_when_told_to(client: CmlClient, control: Control) -> None:
    """The head comes at once and the body a byte a second: of 90 bytes only a few come in a while."""
    await order(control, "drip")
    async with client.open("GET", "system_information") as reply:
        first = await reply.content.read(1)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reply.content.readexactly(20), 0.5)
    assert (first, reply.content_length) == (b"{", 96)


async def test_is_large_when_told_to(client: CmlClient, control: Control) -> None:
    """An answer of so many megabytes, and one that is small until it is unpacked, though nobody asked for that."""
    await order(control, "huge", amount=3, count=1)
    assert len((await client.get("labs"))[0]) == 3 * 1024 * 1024
    await order(control, "gzip_bomb", amount=2)
    url = f"{client.host.address}/api/v0/labs"
    plain = {"Accept-Encoding": "identity"}
    async with aiohttp.ClientSession(auto_decompress=False) as raw, raw.get(url, headers=plain) as reply:
        body = await reply.read()
    assert reply.headers["Content-Encoding"] == "gzip"
    assert len(body) < 10_000
    assert len(gzip.decompress(body)) > 2 * 1024 * 1024


async def test_is_no_json_when_told_to(client: CmlClient, control: Control) -> None:
    """A page where JSON belongs, or neither."""
    await order(control, "html", count=1)
    assert b"<html>" in (await client.ask("GET", "labs"))[1]
    await order(control, "garbage")
    with pytest.raises(ValueError, match="decode"):
        await client.ask("GET", "labs")


async def test_has_other_values_when_told_to(client: CmlClient, control: Control) -> None:
    """Texts become numbers and numbers texts; or everything becomes null."""
    await order(control, "wrong_types", count=1)
    stats = await client.get("system_stats")
    assert stats["all"]["cpu"] == {"count": "some", "percent": "some"}
    await order(control, "nulls", count=1)
    assert await client.get("system_information") == dict.fromkeys(("version", "ready", "allow_ssh_pubkey_auth", "oui"))


async def test_has_hostile_titles_when_told_to(client: CmlClient, control: Control) -> None:
    """NUL, line breaks, right-to-left marks and markup stand where people write; ids and states stay."""
    lab_id = await client.lab_in("STARTED")
    await order(control, "hostile_titles")
    lab = await client.get(f"labs/{lab_id}")
    assert (lab["lab_title"], lab["id"], lab["state"]) == (HOSTILE, lab_id, "STARTED")
    assert (await client.ask("GET", f"labs/{lab_id}/download"))[1].startswith(b"annotations")


async def test_has_too_many_labs_when_told_to(client: CmlClient, control: Control) -> None:
    """A list of ids is as long as was ordered, each only once; or each comes twice."""
    await order(control, "million_labs", amount=1000, count=2)
    many = await client.get("labs")
    assert len(set(many)) == len(many) == 1000
    assert "version" in await client.get("system_information")
    true = await client.get("labs?show_all=true")
    await order(control, "duplicate_ids", count=2)
    assert await client.get("labs?show_all=true") == true * 2
    assert "version" in await client.get("system_information")


async def test_sends_elsewhere_when_told_to(client: CmlClient, control: Control) -> None:
    """A redirect leads to the address that was named."""
    await order(control, "redirect", address="http://169.254.169.254/latest/meta-data/")
    async with client.open("GET", "labs") as reply:
        assert (reply.status, reply.headers["Location"]) == (302, "http://169.254.169.254/latest/meta-data/")


async def test_takes_its_time_when_told_to(client: CmlClient, control: Control) -> None:
    """Every answer comes so much later."""
    async with control.put("/_simulator/cml/timing", json={"latency": 0.2}) as reply:
        assert await reply.json() == {"latency": 0.2, "token_lifetime": 86_400.0}
    begun = asyncio.get_running_loop().time()
    await client.get("system_information")
    assert asyncio.get_running_loop().time() - begun >= 0.2


def test_explains_every_kind() -> None:
    """No kind of fault is without a meaning."""
    assert set(CML_MEANINGS) == set(CmlFaultKind)


@pytest.mark.parametrize(
    "wish",
    [
        {"kind": "slow"},
        {"kind": "redirect"},
        {"kind": "down", "instances": ["i-nobody"]},
        {"kind": "down", "count": 3},
        {"kind": "drip", "amount": 0},
        {"kind": "down", "seconds": -1},
    ],
)
async def test_refuses_a_fault_that_makes_no_sense(control: Control, wish: dict[str, Any]) -> None:
    """Unknown kinds and instances, a redirect to nowhere, and amounts below one."""
    async with control.post(FAULTS, json=wish) as reply:
        assert reply.status == 422


async def test_lists_faults_when_asked(control: Control) -> None:
    """Those in force, until they are lifted; and what the kinds mean."""
    fault_id = await order(control, "drip", amount=5, route="GET labs")
    async with control.get(FAULTS) as reply:
        (shown,) = (await reply.json())["faults"]
    assert (shown["id"], shown["kind"], shown["amount"], shown["route"]) == (fault_id, "drip", 5, "GET labs")
    await lift(control)
    async with control.get(FAULTS) as reply:
        assert await reply.json() == {"faults": []}
    async with control.get(f"{FAULTS}/kinds") as reply:
        assert len((await reply.json())["kinds"]) == len(CmlFaultKind)
    async with control.delete(f"{FAULTS}/{fault_id}") as reply:
        assert reply.status == 404
