import asyncio
from typing import Any

from application.events.sse.audience import Audience
from application.events.sse.event_filter import EventFilter
from application.events.sse.flush import Bookmark, Flush
from application.events.sse.stream_form import FormName
from unit.events.sse.fakes import EPOCH, EVERYTHING, edition, make_event, reading, started

OTHERS = EventFilter(frozenset({"w9"}))
QUICK: Any = {"heartbeat_seconds": 0.01, "bookmark_seconds": 0.01}


def beat(head: int, now: float, bookmarked: int | None = None) -> Flush:
    """A flush with a heartbeat and a bookmark for who was quiet for a minute."""
    written = {FormName.SSE: b"bookmark\n\n"}
    mark = Bookmark(head if bookmarked is None else bookmarked, now - 60, written)
    return Flush(head, 256, now, {FormName.SSE: b"beat\n\n"}, mark)


def told(audience: Audience, cursor: int, flush: Flush) -> bytes:
    """What one client with this cursor is told."""
    audience.wait(cursor)
    ((page, _),) = audience.take(flush)
    return page.chunk


async def test_moves_the_place_on_when_a_filter_lets_nothing_through() -> None:
    """A named event with an id: who comes back by it need not look through what was of no interest."""
    async with started(head=100, **QUICK) as stream, reading(stream.subscribe(OTHERS)) as client:
        await client.frames_async("stream.synced")
        stream.tell_telemetry(101, 140)
        stream.clock.seconds += 1
        frames = await client.frames_async("stream.bookmark")
        assert (frames[-2].id, frames[-2].data) == (f"{EPOCH}-140", {"position": f"{EPOCH}-140"})
        assert frames[-1].event == "heartbeat"
        async with reading(stream.subscribe(OTHERS, f"{EPOCH}-140")) as returned:
            assert [frame.event for frame in await returned.frames_async("stream.synced")][1:] == ["stream.synced"]


async def test_comes_once_a_minute_when_it_stays_quiet() -> None:
    """Not with every heartbeat."""
    audience = Audience(edition(), 10, now=0)
    assert told(audience, 10, beat(10, now=59)) == b"beat\n\n"
    assert told(audience, 10, beat(10, now=60)) == b"bookmark\n\nbeat\n\n"
    assert told(audience, 10, beat(10, now=75)) == b"beat\n\n"
    assert told(audience, 10, beat(10, now=120)) == b"bookmark\n\nbeat\n\n"


async def test_is_left_out_when_something_was_heard() -> None:
    """The id of an event is a better place than a bookmark."""
    audience = Audience(edition(), 10, now=0)
    audience.tell(make_event(11))
    assert told(audience, 10, beat(11, now=60)).endswith(b"}\n\nbeat\n\n")
    assert told(audience, 11, beat(11, now=119)) == b"beat\n\n"


async def test_never_moves_a_client_back_when_it_is_ahead() -> None:
    """Who came between the making of a bookmark and its telling keeps its own place."""
    audience = Audience(edition(), 10, now=0)
    assert told(audience, 12, beat(12, now=60, bookmarked=11)) == b"beat\n\n"


async def test_ids_only_grow_when_bookmarks_and_events_mix() -> None:
    """However they come, the last id a client has seen is the furthest."""
    async with started(head=100, **QUICK) as stream, reading(stream.subscribe(EVERYTHING)) as client:
        await client.frames_async("stream.synced")
        seen = [100]
        async with asyncio.timeout(5):
            for sequence in range(101, 131):
                stream.clock.seconds += 1
                await asyncio.sleep(0.002)
                stream.tell_telemetry(sequence, sequence)
            while seen[-1] < 130:
                seen += [frame.sequence for frame in await client.frames_async("heartbeat") if frame.id]
        assert seen == sorted(seen)
