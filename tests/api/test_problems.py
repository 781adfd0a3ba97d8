import asyncio
from collections.abc import AsyncIterator

import pytest

from domain.access.api_key import ApiKeyRepository
from support.fixture_types import Serve
from support.loopback import LOOPBACK
from support.plain_http import send
from support.running_service import RunningService
from support.stream_reader import STREAM, open_stream

MIB = 1024 * 1024

on_the_standing_service = pytest.mark.asyncio(loop_scope="module")


class BrokenKeys:
    """Fails as nobody foresaw."""

    async def find_by_digest_async(self, digest: str) -> None:
        """Fail."""
        raise RuntimeError("secret-text-of-an-exception")


@on_the_standing_service
async def test_answers_with_problem_details_when_there_is_no_such_route(standing_service: RunningService) -> None:
    """404 and 405 look like every other refusal."""
    unknown = await standing_service.admin.get("/api/nothing-here")
    outside = await standing_service.admin.get("/nothing-here")
    method = await standing_service.admin.put("/api/workers", json={})
    slash = await standing_service.admin.get("/api/workers/")
    assert [r.status_code for r in (unknown, outside, method, slash)] == [404, 404, 405, 404]
    assert {r.headers["content-type"] for r in (unknown, outside, method, slash)} == {"application/problem+json"}
    assert method.headers["allow"] == "GET, HEAD, POST"
    assert unknown.json()["code"] == "not_found"


async def test_hides_the_text_when_something_unexpected_is_raised(serve: Serve) -> None:
    """An unexpected exception is a 500 that says where to look and nothing of its text."""
    service = await serve(overrides={ApiKeyRepository: BrokenKeys()})
    async with service.client("cmlf_any") as client:
        reply = await client.get("/api/fleet")
    assert reply.status_code == 500
    assert reply.json()["code"] == "internal_error"
    assert "secret-text" not in reply.text
    assert "Traceback" not in reply.text


@on_the_standing_service
async def test_refuses_when_a_body_is_too_large(standing_service: RunningService) -> None:
    """More than 1 MiB is 413 before it is parsed, whether its length was stated or not."""
    stated = await standing_service.admin.post("/api/workers:import", content=b" " * (MIB + 1))

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(17):
            yield b"[" * 65_536

    chunked = await standing_service.admin.post("/api/workers:import", content=chunks())
    assert [reply.status_code for reply in (stated, chunked)] == [413, 413]
    assert {reply.json()["code"] for reply in (stated, chunked)} == {"body_too_large"}
    assert "[[" not in chunked.text


@on_the_standing_service
async def test_takes_a_body_when_it_comes_without_its_length(standing_service: RunningService) -> None:
    """A chunked body of an ordinary size is read like any other."""

    async def chunks() -> AsyncIterator[bytes]:
        yield b'{"region": "us-east-1", '
        yield b'"instance_id": "i-00000000000000000"}'

    headers = {"content-type": "application/json"}
    reply = await standing_service.admin.post("/api/workers:import", content=chunks(), headers=headers)
    assert reply.status_code == 404


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Content-Length": "-1"}, 400),
        ({"Content-Length": "1_0"}, 400),
        ({"Content-Length": "99999999999999999999999"}, 413),
        ({"X-Long": "x" * 17_000}, 431),
    ],
)
@on_the_standing_service
async def test_refuses_when_headers_make_no_sense(
    standing_service: RunningService, headers: dict[str, str], status: int
) -> None:
    """Lengths that are none and headers without end are refused by whoever reads them first."""
    answer = await send(LOOPBACK, standing_service.port, "POST /api/workers:import HTTP/1.1", headers)
    assert answer.startswith((f"HTTP/1.1 {status} ".encode(), b"HTTP/1.1 400 "))


@on_the_standing_service
async def test_refuses_when_a_query_has_no_end(standing_service: RunningService) -> None:
    """More than 64 parameters are refused before they are parsed."""
    reply = await standing_service.admin.get("/api/workers?" + "&".join(f"tag.a{n}=b" for n in range(65)))
    assert (reply.status_code, reply.json()["code"]) == (422, "too_many_parameters")


@on_the_standing_service
async def test_refuses_a_header_of_ten_megabytes_and_harms_nobody(standing_service: RunningService) -> None:
    """431, or the connection is closed over it; streams and requests of others go on."""
    service = standing_service
    async with open_stream(service.admin) as stream:
        await stream.until_async("stream.synced")
        headers = {"Authorization": service.admin.headers["authorization"], "Last-Event-ID": "x" * 10_000_000}
        try:
            reply = await send(LOOPBACK, service.port, f"GET {STREAM} HTTP/1.1", headers)
        except ConnectionError:
            reply = b""
        assert reply == b"" or reply.startswith((b"HTTP/1.1 431", b"HTTP/1.1 400"))
        async with asyncio.timeout(5):
            workers = (await service.admin.get("/api/workers")).json()["items"]
            await service.admin.post(f"/api/workers/{workers[0]['id']}/refresh")
            await stream.until_async("worker.telemetry.updated")
