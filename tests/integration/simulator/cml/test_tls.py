"""Hosts that speak https."""

import asyncio
import ssl
from hashlib import sha256

import aiohttp
import pytest

from simulator.cml.cml_server import CmlServer
from simulator.cml.faults.cml_fault import CmlFault, CmlFaultKind
from simulator.cml.host import CmlHost
from simulator.fleet.plan import FleetPlan

from .conftest import Boot, CmlClient

MEBIBYTE = 1024 * 1024


@pytest.fixture
async def cml(boot: Boot) -> CmlServer:
    """Two hosts with certificates of their own."""
    server = await boot(FleetPlan(workers=2), cml=True, cml_tls=True)
    assert server.cml is not None
    return server.cml


def trusting(cml: CmlServer, host: CmlHost) -> aiohttp.ClientSession:
    """A client that trusts one host's certificate alone."""
    pem = host.certificate(cml.side.fleet.clock()).pem
    context = ssl.create_default_context(cadata=pem)
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=context))


async def test_is_trusted_when_its_certificate_is(cml: CmlServer) -> None:
    """Its own certificate opens it, for its address; another host's does not."""
    first, second = cml.side.by_instance.values()
    assert first.address.startswith("https://127.0.0.1:")
    async with trusting(cml, first) as session:
        client = CmlClient(session, cml, first)
        assert await client.log_in() == 200
        assert len(await client.get("labs?show_all=true")) == 5
        with pytest.raises(aiohttp.ClientConnectorCertificateError):
            await session.get(second.address)


async def test_has_the_fingerprint_that_is_told(cml: CmlServer) -> None:
    """What the control API tells is the digest of what the socket shows."""
    host = next(iter(cml.side.by_instance.values()))
    pem = await asyncio.to_thread(ssl.get_server_certificate, ("127.0.0.1", host.port))
    shown = sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest()
    assert shown == host.certificate(cml.side.fleet.clock()).fingerprint


async def test_shows_another_certificate_when_renewed(cml: CmlServer) -> None:
    """Open connections are dropped, and new ones are no longer trusted."""
    host = next(iter(cml.side.by_instance.values()))
    async with trusting(cml, host) as session:
        client = CmlClient(session, cml, host)
        await client.log_in()
        cml.renew_certificate(host)
        with pytest.raises(aiohttp.ClientConnectorCertificateError):
            await client.get("labs")


async def test_carries_large_bodies_when_they_are_sent(cml: CmlServer) -> None:
    """Megabytes go through in both directions, also while the reader is slow."""
    host = next(iter(cml.side.by_instance.values()))
    async with trusting(cml, host) as session:
        client = CmlClient(session, cml, host)
        await client.log_in()
        text = f"lab: {{version: 0.3.0, title: Large, notes: {'n' * 2 * MEBIBYTE}}}\nnodes: []\nlinks: []\n"
        assert (await client.ask("POST", "import", data=text.encode()))[0] == 200
        cml.side.faults.add(CmlFault(1, CmlFaultKind.HUGE, amount=20))
        async with client.open("GET", "labs") as reply:
            await asyncio.sleep(0.1)
            assert len(await reply.read()) == 20 * MEBIBYTE + len('[""]')


@pytest.mark.parametrize("header", ["", "Connection: close\r\n"])
async def test_ends_politely_when_either_side_wants(cml: CmlServer, header: str) -> None:
    """A farewell of the client closes the connection, and the host says its own when it was asked to close."""
    host = next(iter(cml.side.by_instance.values()))
    context = ssl.create_default_context(cadata=host.certificate(cml.side.fleet.clock()).pem)
    reader, writer = await asyncio.open_connection("127.0.0.1", host.port, ssl=context)
    writer.write(f"GET /api/v0/system_information HTTP/1.1\r\nHost: a\r\n{header}\r\n".encode())
    if header:
        assert (await asyncio.wait_for(reader.read(), 5)).endswith(b"}")
    else:
        assert await reader.readuntil(b"}")
    writer.close()
    await asyncio.wait_for(writer.wait_closed(), 5)


@pytest.mark.parametrize("words", [b"GET / HTTP/1.1\r\n\r\n", b"\x00" * 100, b""])
async def test_hangs_up_when_no_tls_is_spoken(cml: CmlServer, words: bytes) -> None:
    """Plain words end the connection, and the host goes on."""
    host = next(iter(cml.side.by_instance.values()))
    reader, writer = await asyncio.open_connection("127.0.0.1", host.port)
    writer.write(words)
    writer.write_eof()
    with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
        await asyncio.wait_for(reader.readexactly(1000), 5)
    writer.close()
    async with trusting(cml, host) as session:
        assert await CmlClient(session, cml, host).log_in() == 200


async def test_drops_its_connections_when_stopped(cml: CmlServer) -> None:
    """A kept connection ends with the instance."""
    host = next(iter(cml.side.by_instance.values()))
    async with trusting(cml, host) as session:
        client = CmlClient(session, cml, host)
        await client.log_in()
        cml.side.fleet.stop([host.instance])
        with pytest.raises(aiohttp.ClientConnectorError):
            await client.get("labs")
