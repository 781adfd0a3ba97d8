"""Who is sent away: after long enough, or when a key ends; and who is not let in."""

import asyncio
from typing import Any

import pytest

from application.events.sse.stream_terms import Listener
from domain.access.principal import Principal, Role
from domain.errors import SourceUnavailableError
from support.waiting import until
from unit.events.sse.fakes import ANN, EPOCH, EVERYTHING, reading, started

BOB = Listener(Principal("key:bob", "Bob", Role.VIEWER), "192.0.2.2")
DAY = 86_400.0


async def test_sends_a_client_away_when_it_was_here_long_enough() -> None:
    """It is told to come back, and comes back by its id."""
    async with (
        started(head=100, max_age_seconds=DAY, send_timeout_seconds=0.01) as stream,
        reading(stream.subscribe(EVERYTHING)) as client,
    ):
        await client.frames_async("stream.synced")
        stream.clock.seconds = 0.89 * DAY
        async with asyncio.TaskGroup() as group:
            told = group.create_task(client.frames_async("stream.draining"))
            await asyncio.sleep(0.01)
            assert not told.done()
            stream.clock.seconds = 1.11 * DAY
        farewell = told.result()[-1]
        assert farewell.data["reason"] == "max_age"
        assert 2_000 <= farewell.data["retry_milliseconds"] <= 6_000
        with pytest.raises(StopAsyncIteration):
            await client.chunk_async()


async def test_spreads_the_ends_when_many_came_at_once() -> None:
    """A tenth more or less, so that they do not all come back together."""
    async with started(max_age_seconds=1000) as stream:
        ages = []
        for _ in range(50):
            with stream.subscribe().attached(lambda: None) as client:
                ages.append(client.ends_at)
        assert 900 <= min(ages) < max(ages) <= 1100
        assert max(ages) - min(ages) > 50


async def test_tells_what_is_pending_when_a_client_is_sent_away() -> None:
    """The farewell comes after the events told before it."""
    async with (
        started(head=100, flush_pause_seconds=30) as stream,
        reading(stream.subscribe(EVERYTHING)) as client,
    ):
        await client.frames_async("stream.synced")
        async with asyncio.TaskGroup() as group:
            told = group.create_task(client.frames_async("stream.draining"))
            await until(lambda: client.watch.subscription.is_waiting, "it waits")
            stream.tell_telemetry(101, 102)
            client.watch.subscription.end("max_age")
            client.watch.subscription.end("shutting_down")
        assert [frame.id for frame in told.result()] == [f"{EPOCH}-101", f"{EPOCH}-102", None]
        assert told.result()[-1].data["reason"] == "max_age"


async def test_ends_the_streams_of_a_key_when_it_ends() -> None:
    """With a farewell that says so, and nobody else's."""
    async with (
        started() as stream,
        reading(stream.subscribe(EVERYTHING, listener=BOB)) as bob,
        reading(stream.subscribe(EVERYTHING, listener=ANN)) as ann,
    ):
        for client in (bob, ann):
            await client.frames_async("stream.synced")
        stream.review.end("key:bob", "key_revoked")
        assert (await bob.frames_async("stream.draining"))[-1].data["reason"] == "key_revoked"
        stream.tell_telemetry(101, 101)
        assert await ann.events_async(101) == [101]
        assert ann.cut == []


async def test_cuts_a_client_whose_key_has_ended_when_it_takes_no_farewell() -> None:
    """Not to read is no way to stay."""
    async with (
        started(drain_seconds=0.01) as stream,
        reading(stream.subscribe(EVERYTHING, listener=BOB)) as bob,
        reading(stream.subscribe(EVERYTHING, listener=ANN)) as ann,
    ):
        stream.review.end("key:bob", "key_expired")
        await until(lambda: bob.cut, "he is cut")
        assert ann.cut == []


async def test_keeps_everybody_when_keys_cannot_be_looked_up() -> None:
    """The next look decides; a database that is away ends no stream."""
    async with started() as stream, reading(stream.subscribe(EVERYTHING, listener=BOB)) as bob:
        await bob.frames_async("stream.synced")
        stream.review.broken = True
        stream.review.end("key:bob", "key_revoked")
        await until(lambda: not stream.review.changed.is_set(), "it was looked up in vain")
        stream.tell_telemetry(101, 101)
        assert await bob.events_async(101) == [101]
        stream.review.broken = False
        stream.review.changed.set()
        await bob.frames_async("stream.draining")


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        ({"max_clients": 1}, "too_many_streams"),
        ({"max_clients_per_principal": 1}, "too_many_streams_of_principal"),
        ({"max_clients_per_address": 1}, "too_many_streams_from_address"),
    ],
)
async def test_refuses_one_too_many_until_another_goes(limits: Any, code: str) -> None:
    """In all, with one key and from one address; the code says which, and when to try again."""
    async with started(**limits) as stream:
        async with reading(stream.subscribe(EVERYTHING, listener=ANN)):
            with pytest.raises(SourceUnavailableError) as refused:
                stream.subscribe(EVERYTHING, listener=ANN)
            assert (refused.value.code, refused.value.retry_after_seconds) == (code, 30)
            if code != "too_many_streams":
                stream.subscribe(EVERYTHING, listener=BOB)
        stream.subscribe(EVERYTHING, listener=ANN)
