"""What IdempotentPosts does around an app."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import idempotent_posts
from api.idempotent_posts import IdempotentPosts
from fakes.fake_clock import FakeClock
from fakes.in_memory_idempotency_store import InMemoryIdempotencyStore
from support.waiting import until

POST = {
    "type": "http",
    "method": "POST",
    "path": "/api/things",
    "query_string": b"",
    "headers": [(b"idempotency-key", b"a-key")],
}
WHOLE: Message = {"type": "http.request", "body": b"{}", "more_body": False}
GONE: Message = {"type": "http.disconnect"}


@pytest.fixture
def store() -> InMemoryIdempotencyStore:
    """An empty one."""
    return InMemoryIdempotencyStore(FakeClock())


async def ask(app: ASGIApp, store: InMemoryIdempotencyStore, *messages: Message) -> list[Message]:
    """Send a POST with a key; return what is answered."""
    coming, sent = list(messages or (WHOLE,)), []

    async def receive() -> Message:
        return coming.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    await IdempotentPosts(app, store)(dict(POST), receive, send)
    return sent


def app_that(does: Callable[[Receive], Awaitable[Any]]) -> ASGIApp:
    """An app that does something and answers with it."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse(str(await does(receive)))(scope, receive, send)

    return app


async def test_holds_its_claim_while_a_request_takes_long(
    store: InMemoryIdempotencyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody takes a key over from who is still at work, also where the database stutters once."""
    monkeypatch.setattr(idempotent_posts, "RENEWED_SECONDS", 0.001)

    async def work(receive: Receive) -> int:
        store.down_after_claims = True
        await until(lambda: store.renewals >= 2, "it is renewed while the database stutters")
        store.down_after_claims = False
        await until(lambda: store.renewals >= 4, "it is renewed again")
        return store.renewals

    sent = await ask(app_that(work), store)
    assert sent[0]["status"] == 200
    assert [known.reply is not None for known in store.kept.values()] == [True]


async def test_lets_go_when_the_app_fails(store: InMemoryIdempotencyStore) -> None:
    """A fault is told as every fault is, and the request may come again."""

    async def fail(receive: Receive) -> None:
        raise RuntimeError("a fault")

    with pytest.raises(RuntimeError, match="a fault"):
        await ask(app_that(fail), store)
    assert store.kept == {}


async def test_does_nothing_when_the_client_goes_before_its_body_ends(store: InMemoryIdempotencyStore) -> None:
    """Half a request is none."""
    half: Message = {"type": "http.request", "body": b"{", "more_body": True}

    async def never(receive: Receive) -> None:
        raise AssertionError("carried out")

    assert await ask(app_that(never), store, half, GONE) == []
    assert store.kept == {}


async def test_hands_on_what_comes_after_the_body(store: InMemoryIdempotencyStore) -> None:
    """The app sees the body and then the client's going, as it would without a key."""

    async def hear(receive: Receive) -> list[str]:
        return [(await receive())["type"] for _ in range(2)]

    sent = await ask(app_that(hear), store, WHOLE, GONE)
    assert sent[1]["body"] == b"['http.request', 'http.disconnect']"


async def test_answers_for_the_app_when_it_was_asked_before(store: InMemoryIdempotencyStore) -> None:
    """The same is replayed, what was not for keeping and what is at work is a conflict, another request is refused."""
    secret = Response("a secret", 201, {"Cache-Control": "no-store"})
    statuses = {}
    for name, first, second in (
        ("replayed", PlainTextResponse("done", 201), WHOLE),
        ("not kept", secret, WHOLE),
        ("too large to keep", PlainTextResponse("x" * 1_100_000), WHOLE),
        ("reused", PlainTextResponse("done", 201), {**WHOLE, "body": b"[]"}),
    ):
        store.kept.clear()
        await ask(first, store)
        statuses[name] = (await ask(secret, store, second))[0]["status"]
    assert statuses == {"replayed": 201, "not kept": 409, "too large to keep": 409, "reused": 422}

    async def ask_meanwhile(receive: Receive) -> int:
        return int((await ask(secret, store))[0]["status"])

    store.kept.clear()
    assert (await ask(app_that(ask_meanwhile), store))[1]["body"] == b"409"
