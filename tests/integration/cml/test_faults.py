"""What becomes of a call when the controller, or whoever answers in its place, is at its worst."""

import asyncio
import gzip
import socket
from collections.abc import Awaitable
from contextlib import suppress

import pytest
from aiohttp import web

from application.ports.cml_errors import (
    CMLAddressRefusedError,
    CMLBootingError,
    CMLGarbledError,
    CMLUnreachableError,
)
from domain.errors import SourceUnavailableError
from integration.cml.capped_body import MOST_BYTES
from integration.cml.circuit_breaker import FIRST_PAUSE_SECONDS
from support.cml_parts import CMLParts, MakeParts, host_at
from support.cml_stand_in import INFORMATION, CMLStandIn, answering, problem

INFORMATION_CALL = "GET /system_information"
HTML = "<html><head><title>502 Bad Gateway</title></head></html>"
SOON_SECONDS = 0.3


async def read(parts: CMLParts, url: str) -> None:
    """Read the system."""
    await parts.client.read_system_async(host_at(url))


async def error_of(work: Awaitable[None]) -> SourceUnavailableError:
    """What it fails with."""
    with pytest.raises(SourceUnavailableError) as failure:
        await work
    return failure.value


@pytest.mark.parametrize("status", [502, 503, 504])
async def test_says_booting_when_the_web_server_answers_alone(cml: CMLStandIn, parts: CMLParts, status: int) -> None:
    """The web server in front answers with HTML until the controller behind it is up; a few seconds later it may be."""
    cml.answers[INFORMATION_CALL] = answering(lambda: web.Response(status=status, text=HTML, content_type="text/html"))
    assert isinstance(await error_of(read(parts, cml.url)), CMLBootingError)
    cml.answers[INFORMATION_CALL] = INFORMATION
    parts.clock.pass_seconds(FIRST_PAUSE_SECONDS)
    await read(parts, cml.url)


async def test_says_unreachable_when_nobody_listens(parts: CMLParts) -> None:
    """A dead address is a failure in words."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        error = await error_of(read(parts, f"http://127.0.0.1:{unused.getsockname()[1]}"))
    assert error.code == "cml_unreachable"
    assert str(error).endswith("cannot be reached (Connection refused)")


async def test_says_unreachable_when_a_name_is_unknown(parts: CMLParts) -> None:
    """A name without an address is no crash."""
    assert isinstance(await error_of(read(parts, "http://no-such-host.invalid")), CMLUnreachableError)


@pytest.mark.parametrize("begin", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"])
async def test_gives_up_when_the_deadline_is_over(make_parts: MakeParts, begin: bytes) -> None:
    """A black hole and one that drips a byte at a time, in the head or in the body, cost one deadline."""
    parts = make_parts(cml_call_timeout_seconds=SOON_SECONDS)

    async def drip(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(begin)
        with suppress(ConnectionError):
            while begin:
                writer.write(b"x")
                await writer.drain()
                await asyncio.sleep(0.02)
            await asyncio.Event().wait()

    server = await asyncio.start_server(drip, "127.0.0.1", 0)
    async with asyncio.timeout(10):
        error = await error_of(read(parts, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"))
    server.close()
    assert isinstance(error, CMLUnreachableError)
    assert str(error).endswith("in time")


@pytest.mark.parametrize("said", [b"SSH-2.0-OpenSSH_9.2\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{", b""])
async def test_says_what_it_is_when_no_http_is_spoken(parts: CMLParts, said: bytes) -> None:
    """Another service, a reply that breaks off, and one that hangs up are told, never raised as they are."""

    async def say(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(said)
        writer.close()

    server = await asyncio.start_server(say, "127.0.0.1", 0)
    error = await error_of(read(parts, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"))
    server.close()
    assert error.code == ("cml_garbled" if said else "cml_unreachable")


@pytest.mark.parametrize("status", [429, 500])
async def test_says_unreachable_when_cml_fails_itself(cml: CMLStandIn, parts: CMLParts, status: int) -> None:
    """A fault of the controller's own does not make it one that is not there: the next call is made."""
    cml.answers["GET /system_stats"] = answering(lambda: problem(status, "out of paper"))
    for _ in range(2):
        error = await error_of(read(parts, cml.url))
        assert (error.code, "out of paper" in str(error)) == ("cml_unreachable", True)
    assert cml.asked.count("GET /system_stats") == 2


@pytest.mark.parametrize("status", [400, 404, 409])
async def test_says_garbled_when_it_is_no_cml(cml: CMLStandIn, parts: CMLParts, status: int) -> None:
    """Who does not know the simplest call is none."""
    cml.answers[INFORMATION_CALL] = answering(lambda: problem(status, "what?"))
    assert isinstance(await error_of(read(parts, cml.url)), CMLGarbledError)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_follows_nobody_when_sent_elsewhere(cml: CMLStandIn, parts: CMLParts, status: int) -> None:
    """Neither to a metadata address nor to another port of the same machine: no request reaches it."""
    metadata = CMLStandIn()
    await metadata.start()
    target = f"{metadata.url}/latest/meta-data/"
    cml.answers[INFORMATION_CALL] = answering(lambda: web.Response(status=status, headers={"Location": target}))
    error = await error_of(read(parts, cml.url))
    await metadata.stop()
    assert (error.code, metadata.asked) == ("cml_garbled", [])


async def test_unpacks_nothing_when_a_reply_is_packed(cml: CMLStandIn, parts: CMLParts) -> None:
    """A bomb of a gigabyte in a megabyte is not even read."""
    bomb = gzip.compress(bytes(64 * 1024 * 1024))
    cml.answers[INFORMATION_CALL] = answering(
        lambda: web.Response(body=bomb, headers={"Content-Encoding": "gzip"}, content_type="application/json")
    )
    error = await error_of(read(parts, cml.url))
    assert (error.code, "packs its replies" in str(error)) == ("cml_garbled", True)
    assert cml.headers[0]["Accept-Encoding"] == "identity"


@pytest.mark.parametrize("announced", [True, False])
async def test_stops_reading_when_a_reply_is_endless(cml: CMLStandIn, parts: CMLParts, announced: bool) -> None:
    """A million labs are more than five megabytes: announced or not, they are not read to their end."""
    written = 0

    async def million(request: web.Request) -> web.StreamResponse:
        nonlocal written
        reply = web.StreamResponse()
        reply.content_length = 50_000_000 if announced else None
        await reply.prepare(request)
        row = b'"3f1a9e0c-0000-4000-8000-000000000001",' * 1_000
        with suppress(ConnectionError):
            for _ in range(1_000):
                await reply.write(row)
                written += len(row)
        return reply

    cml.answers["GET /labs"] = million
    with pytest.raises(CMLGarbledError, match="more than 5 MiB"):
        await parts.client.read_labs_async(host_at(cml.url), {})
    assert written < 4 * MOST_BYTES


async def test_reads_it_when_a_reply_is_just_large(cml: CMLStandIn, parts: CMLParts) -> None:
    """Close to five megabytes is read."""
    cml.answers[INFORMATION_CALL] = {**INFORMATION, "oui": "x" * (MOST_BYTES - 1_000)}
    await read(parts, cml.url)


async def test_tries_once_at_a_time_when_a_controller_is_away(cml: CMLStandIn, parts: CMLParts) -> None:
    """While it is left alone nothing is asked; then one call finds out, and the others do not wait for it."""
    asked, held = asyncio.Event(), asyncio.Event()

    async def hold(_: web.Request) -> web.Response:
        asked.set()
        await held.wait()
        return web.Response(status=502)

    cml.answers[INFORMATION_CALL] = answering(lambda: web.Response(status=502))
    await error_of(read(parts, cml.url))
    await error_of(read(parts, cml.url))
    assert len(cml.asked) == 1
    cml.answers[INFORMATION_CALL] = hold
    parts.clock.pass_seconds(FIRST_PAUSE_SECONDS)
    async with asyncio.TaskGroup() as tasks:
        probe = tasks.create_task(error_of(read(parts, cml.url)))
        await asked.wait()
        for _ in range(50):
            await error_of(read(parts, cml.url))
        assert (len(cml.asked), probe.done()) == (2, False)
        held.set()


async def test_asks_anew_when_the_address_changes(cml: CMLStandIn, parts: CMLParts) -> None:
    """A worker that came back at another address is asked at once, with a new login."""
    await error_of(read(parts, "http://no-such-host.invalid"))
    await read(parts, cml.url)
    assert cml.logins == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1",
        "https://127.0.0.1",
        "https://169.254.169.254",
        "https://[::ffff:7f00:1]",
        "https://2130706433",
    ],
)
async def test_asks_nobody_when_the_policy_forbids_the_address(make_parts: MakeParts, url: str) -> None:
    """Outside a demo neither this machine nor instance metadata is asked, however it is written."""
    parts = make_parts(outbound_allow_loopback=False, outbound_allow_http=False)
    assert isinstance(await error_of(read(parts, url)), CMLAddressRefusedError)


async def test_connects_to_what_was_checked_when_dns_changes(
    cml: CMLStandIn, make_parts: MakeParts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that means an allowed address at first and this machine later reaches nobody here."""
    parts = make_parts(outbound_allow_loopback=False)
    port = int(cml.url.rpartition(":")[2])
    answers = iter(["192.0.2.1", "127.0.0.1"])
    checked: list[str] = []

    async def resolve(_: object, name: str, *arguments: object, **options: object) -> list[tuple[object, ...]]:
        address = next(answers)
        checked.append(address)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", resolve)
    monkeypatch.setattr(asyncio.BaseEventLoop, "sock_connect", _refuse, raising=False)
    monkeypatch.setattr("asyncio.selector_events.BaseSelectorEventLoop.sock_connect", _refuse)
    host = f"http://cml.example:{port}"
    assert isinstance(await error_of(read(parts, host)), CMLUnreachableError)
    parts.clock.pass_seconds(FIRST_PAUSE_SECONDS)
    assert isinstance(await error_of(read(parts, host)), CMLAddressRefusedError)
    assert (checked, cml.asked) == (["192.0.2.1", "127.0.0.1"], [])


async def _refuse(_: object, __: object, address: tuple[str, int]) -> None:
    raise ConnectionRefusedError(111, f"nobody is at {address[0]}")
