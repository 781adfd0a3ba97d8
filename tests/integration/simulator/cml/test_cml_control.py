"""CML hosts over the control API."""

import aiohttp
import pytest

from simulator.fleet.plan import FleetPlan
from simulator.server import SimulatorServer

from .conftest import Boot, CmlClient

HOSTS = "/_simulator/cml/hosts"
Control = aiohttp.ClientSession


async def act(control: Control, client: CmlClient, verb: str) -> dict[str, object]:
    """Do something to a host, and tell how it is shown afterwards."""
    async with control.post(f"{HOSTS}/{client.host.instance.instance_id}/{verb}") as reply:
        assert reply.status == 200
        shown: dict[str, object] = await reply.json()
        return shown


async def test_shows_hosts_when_asked(clients: list[CmlClient], control: Control) -> None:
    """Each with its address and what opens it."""
    async with control.get(HOSTS) as reply:
        first, second = (await reply.json())["hosts"]
    assert [first["address"], second["address"]] == [client.host.address for client in clients]
    assert (first["password"], second["password"]) == ("simulated", "simulated-2")
    assert (first["licensed"], second["licensed"]) == (True, False)
    assert (first["listening"], first["ready"]) == (True, True)
    assert first["labs"]["STARTED"] > 0
    clients[0].token = first["tokens"][0]
    assert await clients[0].get("authok") == "OK"
    async with control.get(f"{HOSTS}/i-nobody") as reply:
        assert reply.status == 404


async def test_changes_hosts_when_told_to(client: CmlClient, control: Control) -> None:
    """Licence, maintenance, tokens and password, each at once."""
    assert (await act(control, client, "unlicense"))["licensed"] is False
    assert (await client.get("licensing"))["registration"]["status"] == "NOT_REGISTERED"
    assert (await act(control, client, "license"))["licensed"] is True
    assert (await act(control, client, "close"))["maintenance"] is True
    assert (await client.get("system/maintenance_mode"))["maintenance_mode"] is True
    assert (await act(control, client, "open"))["maintenance"] is False
    await act(control, client, "expire_tokens")
    assert (await client.ask("GET", "authok"))[0] == 401
    path = f"{HOSTS}/{client.host.instance.instance_id}/password"
    async with control.put(path, json={"password": "changed"}) as reply:
        assert (await reply.json())["password"] == "changed"
    assert (await client.log_in(), await client.log_in(password="changed")) == (403, 200)
    async with control.put(path, json={"password": ""}) as reply:
        assert reply.status == 422


async def test_loses_and_finds_the_licence_server_when_told_to(client: CmlClient, control: Control) -> None:
    """Without it a registration fails in CML's own words, and one is given up without Cisco hearing of it."""
    await act(control, client, "unlicense")
    assert (await act(control, client, "lose_ssms"))["ssms"] is False
    await client.ask("POST", "licensing/registration", json={"token": "c2VjcmV0"})
    attempt = (await client.get("licensing"))["registration"]["register_time"]
    assert (attempt["status"], attempt["failure"]) == ("FAILED", "Fail to send out Call Home HTTP message.")
    assert (await act(control, client, "find_ssms"))["ssms"] is True
    await client.ask("POST", "licensing/registration", json={"token": "c2VjcmV0"})
    assert (await client.get("licensing"))["registration"]["status"] == "COMPLETED"
    assert (await act(control, client, "lose_ssms"))["licensed"] is True
    assert (await client.ask("DELETE", "licensing/deregistration"))[0] == 202


async def test_counts_calls_when_asked(client: CmlClient, control: Control) -> None:
    """By host and route, without the ids in them, until counting begins anew."""
    lab_id = await client.lab_in("STARTED")
    async with control.delete("/_simulator/cml/calls") as reply:
        assert await reply.json() == {"total": 0}
    for path in (f"labs/{lab_id}", f"labs/{lab_id}", "labs?show_all=true", "nothing"):
        await client.ask("GET", path)
    async with control.get("/_simulator/cml/calls") as reply:
        counts = await reply.json()
    routes = {"GET labs": 1, "GET labs/{}": 2, "GET nothing": 1}
    assert counts == {"total": 4, "calls": {client.host.instance.instance_id: routes}}
    assert client.cml.side.calls.count(route="GET labs/{}") == 2


async def test_keeps_timing_when_left_out(client: CmlClient, control: Control) -> None:
    """What is not named stays, and nothing else can be set."""
    async with control.put("/_simulator/cml/timing", json={"token_lifetime": 60}) as reply:
        assert await reply.json() == {"latency": 0.0, "token_lifetime": 60}
    async with control.get("/_simulator/cml/timing") as reply:
        assert (await reply.json())["token_lifetime"] == 60
    async with control.put("/_simulator/cml/timing", json={"speed": 1}) as reply:
        assert reply.status == 422


async def test_has_no_hosts_when_not_asked_for(boot: Boot) -> None:
    """A simulator of AWS alone tags nothing, and knows no CML."""
    server: SimulatorServer = await boot(FleetPlan(workers=1))
    assert server.cml is None
    assert "cml-endpoint" not in server.simulation.fleet.all()[0].tags
    async with aiohttp.ClientSession(server.address) as control, control.get(HOSTS) as reply:
        assert reply.status == 404


@pytest.mark.parametrize("verb", ["explode", "start"])
async def test_knows_no_other_acts(client: CmlClient, control: Control, verb: str) -> None:
    """A host cannot be told what it does not know."""
    async with control.post(f"{HOSTS}/{client.host.instance.instance_id}/{verb}") as reply:
        assert reply.status == 404
