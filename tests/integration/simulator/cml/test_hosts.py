"""A host is there as long as its instance runs."""

import socket
from collections.abc import Callable
from contextlib import suppress

import aiohttp
import pytest

from simulator.cml.cml_server import ENDPOINT_TAG
from simulator.cml.host import reserved_socket
from simulator.fleet.launch_order import LaunchOrder
from simulator.fleet.plan import FleetPlan

from .conftest import Boot, CmlClient

Move = Callable[[float], None]


async def test_is_named_by_a_tag_when_it_has_a_host(client: CmlClient) -> None:
    """The instance says where its CML is."""
    assert client.host.instance.tags[ENDPOINT_TAG] == client.host.address
    assert (await client.get("system_information"))["ready"] is True


async def test_refuses_connections_when_its_instance_is_stopped(client: CmlClient, move: Move) -> None:
    """From the moment at which it begins to stop, also on connections that are open."""
    client.fleet.stop([client.host.instance])
    with pytest.raises(aiohttp.ClientConnectorError):
        await client.get("system_information")
    move(60)
    await client.cml.sweep()
    with pytest.raises(aiohttp.ClientConnectorError):
        await client.get("system_information")


async def test_answers_502_when_it_boots(client: CmlClient, move: Move) -> None:
    """An instance that starts is refused, then a web server without CML, then CML, at the same address."""
    address = client.host.address
    client.fleet.stop([client.host.instance])
    move(8)
    client.fleet.start([client.host.instance])
    await client.cml.sweep()
    assert not client.host.is_listening
    move(5)
    await client.cml.sweep()
    status, page = await client.ask("GET", "system_information")
    assert (status, b"<html>" in page, client.host.address) == (502, True, address)
    move(30)
    assert (await client.ask("GET", "system_information"))[0] == 200


async def test_boots_anew_when_its_instance_is_rebooted(client: CmlClient, move: Move) -> None:
    """Nodes are stopped, and CML is away for as long as it boots."""
    lab_id = await client.lab_in("STARTED")
    client.fleet.reboot([client.host.instance])
    assert (await client.ask("GET", "labs"))[0] == 502
    move(30)
    assert await client.get(f"labs/{lab_id}/state") == "STOPPED"


async def test_has_lost_its_nodes_when_nobody_looked_before(clients: list[CmlClient], move: Move) -> None:
    """A controller that is first looked at after a stop tells the same as one that was known all the time."""
    client = clients[0]
    client.fleet.stop([client.host.instance])
    move(8)
    client.fleet.start([client.host.instance])
    move(40)
    await client.cml.sweep()
    await client.log_in()
    assert {node["state"] for node in await client.get("nodes")} == {"STOPPED", "DEFINED_ON_CORE"}


async def test_has_a_host_without_labs_when_launched(client: CmlClient, move: Move) -> None:
    """A new instance brings its controller with it, once it runs."""
    (launched,) = client.fleet.launch(LaunchOrder("us-east-1"))
    host = client.cml.side.by_instance[launched.instance_id]
    assert (launched.tags[ENDPOINT_TAG], host.is_listening) == (host.address, False)
    move(40)
    await client.cml.sweep()
    client.host = host
    await client.log_in()
    assert await client.get("labs?show_all=true") == []


async def test_is_forgotten_when_its_instance_is(client: CmlClient, move: Move) -> None:
    """An hour after its end nothing is left of it, and its port is free."""
    client.fleet.terminate([client.host.instance])
    move(3601)
    await client.cml.sweep()
    assert client.host not in client.cml.side.by_instance.values()
    reserved_socket(client.host.port).close()


async def test_knows_no_other_path_when_asked(client: CmlClient) -> None:
    """Unknown paths and labs are 404, worded as CML words it."""
    status, refusal = await client.ask("GET", "nothing")
    assert (status, refusal["code"]) == (404, 404)
    missing = "12345678-1234-4234-8234-123456789012"
    assert (await client.ask("GET", f"labs/{missing}"))[1]["description"] == f"Lab not found: {missing}"
    lab_id = await client.lab_in("STARTED")
    assert (await client.ask("GET", f"labs/{lab_id}/nodes/{missing}"))[0] == 404
    assert (await client.ask("GET", f"users/{missing}"))[0] == 404


async def test_takes_ports_in_order_when_the_first_is_given(boot: Boot, plan: FleetPlan) -> None:
    """A fleet can be told where its hosts begin; a port that is taken is left out, and after the last any will do."""
    first = first_of_three_free()
    with socket.create_server(("127.0.0.1", first + 1)):
        simulation = await boot(plan, cml=True, cml_first_port=first)
        assert simulation.cml is not None
        assert list(simulation.cml.side.by_port) == [first, first + 2]
    last = await boot(plan, cml=True, cml_first_port=65_536)
    assert last.cml is not None
    assert len(last.cml.side.by_port) == 2


def first_of_three_free() -> int:
    """Find three ports beside each other, away from those that systems give out by themselves."""
    for port in range(21_000, 29_000, 3):
        with suppress(OSError), reserved_socket(port), reserved_socket(port + 1), reserved_socket(port + 2):
            return port
    raise AssertionError("no port is free")
