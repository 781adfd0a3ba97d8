import asyncio
from contextlib import aclosing

import orjson
import pytest

from application.events.sse.event_filter import EventFilter
from domain.errors import SourceUnavailableError
from unit.events.sse.fakes import EPOCH, EVERYTHING, reading, started


async def test_opens_with_place_and_pace_when_a_client_comes() -> None:
    """The first frame states the log, its head and the heartbeat, and when to come back."""
    async with started(head=100) as stream, reading(stream.subscribe(EVERYTHING)) as client:
        opening = await client.chunk_async()
        assert opening.startswith(b"retry: 2000\nevent: stream.open\ndata: {")
        assert orjson.loads(opening.rpartition(b"data: ")[2]) == {
            "epoch": "5eed0001",
            "head": 100,
            "heartbeat_seconds": 15.0,
            "delivery": "latest",
            "client_id": client.watch.subscription.id,
            "retry_milliseconds": 2000,
        }
        synced = await client.chunk_async()
        assert synced == b'id: 5eed0001-100\nevent: stream.synced\ndata: {"position":"5eed0001-100"}\n\n'


async def test_tells_the_snapshot_then_what_follows_when_one_is_wanted() -> None:
    """Pages, then `stream.synced` at the snapshot's position, then every later event: no gap, no double."""
    async with started(head=100) as stream:
        stream.tell_telemetry(101, 105)
        async with reading(stream.subscribe(EVERYTHING, snapshot=True)) as client:
            await client.chunk_async()
            page = await client.frames_async("fleet.snapshot")
            stream.tell_telemetry(106, 110)
            await asyncio.sleep(0.005)
            rest = await client.frames_async("stream.synced")
            assert page[0].data == {"page": 1, "at": f"{EPOCH}-105"}
            assert [frame.event for frame in rest] == ["fleet.snapshot", "stream.synced"]
            assert (page[0].id, rest[-1].id) == (None, f"{EPOCH}-105")
            assert await client.events_async(110) == [106, 107, 108, 109, 110]


async def test_misses_and_doubles_nothing_when_events_come_in_every_tick() -> None:
    """Whatever is told between any two steps of a joining client is in the snapshot or follows it, once."""
    async with started(head=100) as stream:

        async def tell() -> None:
            for sequence in range(101, 400):
                stream.tell_telemetry(sequence, sequence)
                await asyncio.sleep(0)

        async def join(wait: int) -> None:
            for _ in range(wait):
                await asyncio.sleep(0)
            async with reading(stream.subscribe(EVERYTHING, snapshot=True)) as client:
                synced = (await client.frames_async("stream.synced"))[-1].sequence
                assert await client.events_async(399) == list(range(synced + 1, 400))

        async with asyncio.TaskGroup() as group:
            group.create_task(tell())
            for wait in range(0, 200, 7):
                group.create_task(join(wait))


async def test_costs_nothing_when_never_attached() -> None:
    """A subscription whose response was never sent is no client."""
    async with started() as stream:
        stream.subscribe(EventFilter(frozenset({"w1"})))
        assert len(stream.relay.clients) == 0


async def test_counts_clients_while_attached() -> None:
    """A client counts from its response to its end."""
    async with started() as stream:
        async with reading(stream.subscribe(EVERYTHING)):
            assert len(stream.relay.clients) == 1
        assert len(stream.relay.clients) == 0


async def test_refuses_a_client_when_there_are_too_many() -> None:
    """Above the limit a client is told when to come back."""
    async with started(max_clients=1) as stream, reading(stream.subscribe(EVERYTHING)):
        with pytest.raises(SourceUnavailableError) as refused:
            stream.subscribe(EVERYTHING)
        assert refused.value.code == "too_many_streams"
        assert refused.value.retry_after_seconds


async def test_tells_an_event_once_when_the_bus_repeats_it() -> None:
    """An event at or below the head is not told again."""
    async with started() as stream, reading(stream.subscribe(EVERYTHING)) as client:
        await client.frames_async("stream.synced")
        stream.tell_telemetry(101, 102)
        stream.tell_telemetry(101, 103)
        assert await client.events_async(103) == [101, 102, 103]


async def test_lets_others_have_their_turn_between_pages() -> None:
    """A page may be long in the making: the loop is not held from one to the next, however fast the client."""
    async with started(head=100) as stream:
        subscription, turns, seen = stream.subscribe(EVERYTHING, snapshot=True), 0, []

        async def count() -> None:
            nonlocal turns
            while True:
                await asyncio.sleep(0)
                turns += 1

        counting = asyncio.create_task(count())
        with subscription.attached(lambda: None):
            async with aclosing(subscription.chunks_async()) as chunks:
                async for chunk in chunks:
                    seen.append(turns)
                    if b"stream.synced" in chunk:
                        break
        counting.cancel()
        _opening, first, second, synced = seen
        assert first < second < synced


async def test_says_farewell_between_pages_when_the_service_stops() -> None:
    """Who has not got the whole snapshot has no place to go on from, and begins anew elsewhere."""
    async with started(head=100) as stream:
        subscription, said = stream.subscribe(EVERYTHING, snapshot=True), []
        with subscription.attached(lambda: None):
            async for chunk in subscription.chunks_async():
                said.append(chunk.partition(b"event: ")[2].partition(b"\n")[0])
                if said[-1] == b"fleet.snapshot":
                    stream.relay.drain()
        assert said == [b"stream.open", b"fleet.snapshot", b"stream.draining"]
