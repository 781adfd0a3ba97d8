import asyncio

from application.events.sse.event_filter import EventFilter
from unit.events.sse.fakes import EVERYTHING, reading, started


async def test_beats_when_nothing_happens() -> None:
    """A quiet stream says that it lives, with the newest sequence and without an id."""
    async with (
        started(head=100, heartbeat_seconds=0.01) as stream,
        reading(stream.subscribe(EVERYTHING)) as client,
    ):
        await client.frames_async("stream.synced")
        beat = (await client.frames_async("heartbeat"))[-1]
        assert (beat.id, beat.data["sequence"]) == (None, 100)
        assert beat.data["time"].endswith("Z")


async def test_shares_one_heartbeat_when_filters_differ() -> None:
    """A heartbeat is made once for all clients."""
    async with started(heartbeat_seconds=0.01) as stream:
        filters = [EVERYTHING, EventFilter(frozenset({"w1"}))]
        async with (
            reading(stream.subscribe(filters[0])) as first,
            reading(stream.subscribe(filters[1])) as second,
        ):
            for client in (first, second):
                await client.frames_async("stream.synced")
            async with asyncio.TaskGroup() as group:
                beats = [group.create_task(client.chunk_async()) for client in (first, second)]
            assert beats[0].result() == beats[1].result()


async def test_tells_all_events_before_the_heartbeat_that_names_them() -> None:
    """Who has heard a heartbeat has heard all up to its sequence that passes the filter."""
    async with (
        started(head=100, heartbeat_seconds=0.01, flush_pause_seconds=0.05) as stream,
        reading(stream.subscribe(EVERYTHING)) as client,
    ):
        await client.frames_async("stream.synced")
        for sequence in range(101, 131):
            stream.tell_telemetry(sequence, sequence)
            await asyncio.sleep(0.001)
        seen = 100
        for frame in await client.frames_async("heartbeat"):
            seen = frame.sequence if frame.id else seen
            assert frame.event != "heartbeat" or frame.data["sequence"] <= seen
