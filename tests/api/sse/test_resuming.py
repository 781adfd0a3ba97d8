import asyncio

import pytest

from unit.events.sse.event_source import event_source
from unit.events.sse.fakes import EPOCH
from unit.events.sse.serving import ServedStream, served


@pytest.mark.parametrize("way", ["header", "query", "both"])
async def test_resumes_when_the_id_comes_by_header_or_query(way: str) -> None:
    """What came after the id is told; the header wins over the address a browser began with."""
    query = {"query": f"last_event_id={EPOCH}-105", "both": f"last_event_id={EPOCH}-101"}.get(way, "")
    headers = {} if way == "query" else {"Last-Event-ID": f"{EPOCH}-105"}
    async with served() as server:
        server.stream.tell_telemetry(101, 110)
        async with event_source(server.port, query, headers=headers) as source:
            assert await source.sequences_async(110) == [106, 107, 108, 109, 110]


@pytest.mark.parametrize("last_event_id", ["x" * 129, "x" * 60_000, "5eed0001", "-1", f"{EPOCH}-{'9' * 40}"])
async def test_begins_anew_when_the_id_is_garbage(last_event_id: str) -> None:
    """Garbage of any length is answered with a reset, then the snapshot that was asked for."""
    headers = {"Last-Event-ID": last_event_id}
    async with served() as server, event_source(server.port, "snapshot=true", headers=headers) as source:
        events = await source.until_async("stream.synced")
        assert [event.type for event in events[1:3]] == ["stream.reset", "fleet.snapshot"]
        assert events[1].json == {"reason": "invalid"}


async def test_survives_when_the_id_has_ten_megabytes() -> None:
    """A header of ten megabytes harms nobody else; what it gets is a reset or a closed connection."""
    async with served() as server, event_source(server.port) as other:
        await other.until_async("stream.synced")
        try:
            async with event_source(server.port, headers={"Last-Event-ID": "x" * 10_000_000}) as source:
                assert (await source.until_async("stream.synced"))[1].json == {"reason": "invalid"}
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        server.stream.tell_telemetry(101, 101)
        assert await other.sequences_async(101) == [101]


async def test_misses_and_doubles_nothing_when_many_reconnect_at_once() -> None:
    """A hundred clients that come back by id while events flow see every event once."""
    async with served(page_events=16, buffer_events=16) as server:
        async with asyncio.TaskGroup() as group:
            group.create_task(tell_for_a_while(server, 101, 900))
            seen = [group.create_task(listen_with_breaks(server, last=900, step=20 + number)) for number in range(100)]
        assert all(task.result() == list(range(101, 901)) for task in seen)


async def tell_for_a_while(server: ServedStream, first: int, last: int) -> None:
    """Tell events a few at a time."""
    await asyncio.sleep(0.05)
    for sequence in range(first, last + 1, 4):
        server.stream.tell_telemetry(sequence, sequence + 3)
        await asyncio.sleep(0.002)


async def listen_with_breaks(server: ServedStream, last: int, step: int) -> list[int]:
    """Read up to `last`, hanging up and coming back by id after about `step * 5` events."""
    seen: list[int] = []
    last_event_id = f"{EPOCH}-100"
    while not seen or seen[-1] < last:
        async with event_source(server.port, headers={"Last-Event-ID": last_event_id}) as source:
            seen += await source.sequences_async(min(last, (seen[-1] if seen else 100) + step * 5))
            last_event_id = source.last_event_id
    return seen
