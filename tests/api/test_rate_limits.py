"""How often a key may ask, and how often an address may show a wrong one."""

from application.clock import Clock
from support.fixture_types import Serve
from support.stream_reader import open_stream


class SlowClock(Clock):
    """Its seconds pass by hand."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def monotonic_seconds(self) -> float:
        """Tell them."""
        return self.seconds


async def test_answers_429_when_a_key_asks_too_often(serve: Serve) -> None:
    """The burst passes, what comes after it waits; other keys and health are not touched."""
    clock = SlowClock()
    service = await serve({Clock: clock}, rate_limit_requests_per_second=0.5, rate_limit_burst=3)
    created = await service.admin.post("/api/keys", json={"name": "other", "role": "viewer"})
    replies = [await service.admin.get("/api/fleet") for _ in range(3)]
    assert [reply.status_code for reply in (created, *replies)] == [201, 200, 200, 429]
    assert {reply.headers["ratelimit-policy"] for reply in replies} == {'"requests";q=3;w=6'}
    assert [reply.headers["ratelimit"] for reply in replies] == [
        '"requests";r=1;t=4',
        '"requests";r=0;t=6',
        '"requests";r=0;t=6',
    ]
    assert (replies[-1].headers["retry-after"], replies[-1].json()["code"]) == ("2", "too_many_requests")
    assert replies[-1].json()["retryable"] is True
    async with service.client(created.json()["secret"]) as other:
        assert (await other.get("/api/fleet")).status_code == 200
        assert [(await other.get("/livez")).status_code for _ in range(5)] == [200] * 5
    clock.seconds += 2
    assert (await service.admin.get("/api/fleet")).status_code == 200
    assert (await service.admin.get("/api/fleet")).status_code == 429


async def test_counts_once_when_a_stream_is_opened(serve: Serve) -> None:
    """However long it lives and however much it tells."""
    service = await serve({Clock: SlowClock()}, rate_limit_burst=3)
    async with open_stream(service.admin) as stream:
        await stream.until_async("stream.synced")
        reply = await service.admin.get("/api/fleet")
    async with service.admin.stream("GET", "/api/events/stream") as opened:
        assert opened.headers["ratelimit"].startswith('"requests";r=0;')
    assert "r=1;" in reply.headers["ratelimit"]


async def test_answers_429_when_an_address_shows_wrong_keys(serve: Serve) -> None:
    """Guessing is slowed down; who shows a valid key from the same address is not."""
    service = await serve({Clock: SlowClock()}, rate_limit_failures_burst=4)
    async with service.client("cmlf_wrong") as stranger:
        replies = [await stranger.get("/api/fleet") for _ in range(5)]
        spoofed = await stranger.get("/api/fleet", headers={"X-Forwarded-For": "an::address::of-nobody"})
        network = [await stranger.get("/api/fleet", headers={"X-Forwarded-For": f"2001:db8::{n}"}) for n in range(5)]
    assert [reply.status_code for reply in replies] == [401, 401, 401, 401, 429]
    assert replies[-1].headers["retry-after"] == "1"
    assert spoofed.status_code == 401
    assert [reply.status_code for reply in network] == [401, 401, 401, 401, 429]
    assert (await service.admin.get("/api/fleet")).status_code == 200


async def test_lets_pages_of_named_origins_in_when_they_ask(serve: Serve) -> None:
    """Origins come by setting; a page of any other may not read what it asked for."""
    closed, opened = await serve(), await serve(cors_origins=["https://page.example"])
    asked = {"Origin": "https://page.example", "Access-Control-Request-Method": "POST"}
    for service, origin, allowed in (
        (closed, "https://page.example", None),
        (opened, "https://page.example", "https://page.example"),
        (opened, "https://other.example", None),
    ):
        reply = await service.admin.get("/api/fleet", headers={"Origin": origin})
        assert reply.headers.get("access-control-allow-origin") == allowed
        preflight = await service.client().options("/api/workers", headers={**asked, "Origin": origin})
        assert preflight.headers.get("access-control-allow-origin") == allowed
        assert preflight.is_success is (allowed is not None)
    async with opened.admin.stream("GET", "/api/events/stream", headers=asked) as stream:
        assert stream.headers["access-control-allow-origin"] == "https://page.example"
    assert "ETag" in (await opened.admin.get("/api/fleet", headers=asked)).headers["access-control-expose-headers"]
