"""What an admin is shown of those who listen."""

import asyncio

from application.events.list_stream_clients_query import (
    ListStreamClientsQuery,
    ListStreamClientsQueryHandler,
    StreamClientsDto,
)
from application.events.sse.event_filter import EventFilter
from unit.events.sse.fakes import ANN, EVERYTHING, Stream, reading, started


async def shown(stream: Stream) -> StreamClientsDto:
    """What is shown now."""
    result = await ListStreamClientsQueryHandler(stream.relay).handle_async(ListStreamClientsQuery())
    assert result.data is not None
    return result.data


async def test_shows_how_each_client_keeps_up() -> None:
    """One waits for news, one is being told, the socket of one takes nothing."""
    async with (
        started(head=100, buffer_events=4) as stream,
        reading(stream.subscribe(EVERYTHING)) as behind,
        reading(stream.subscribe(EVERYTHING)) as stalled,
        reading(stream.subscribe(EventFilter(frozenset({"w9"})))) as waiting,
    ):
        for client in (behind, stalled, waiting):
            await client.frames_async("stream.synced")
            client.watch.end(1_000)
        async with asyncio.TaskGroup() as group:
            ahead = group.create_task(waiting.chunk_async())
            await asyncio.sleep(0.005)
            stream.tell_telemetry(101, 110)
            await asyncio.sleep(0.005)
            stalled.watch.begin()
            assert (await behind.events_async(110)) == [110]
            stream.tell_telemetry(111, 115)
            await asyncio.sleep(0.005)
            stream.clock.seconds += 3
            seen = await shown(stream)
            ahead.cancel()
    by_id = {item.id: item for item in seen.items}
    slow, stuck, quiet = (by_id[client.watch.subscription.id] for client in (behind, stalled, waiting))
    assert [(item.state, item.lag_events) for item in (slow, stuck, quiet)] == [
        ("behind", 5),
        ("stalled", 15),
        ("waiting", 0),
    ]
    assert (slow.sent_events, slow.coalesced_events, slow.sent_bytes) == (1, 9, 1_000)
    assert (quiet.wanted, slow.wanted) == ("workers w9", "everything")
    assert (slow.principal_id, slow.principal_name, slow.address) == (ANN.principal.id, "Ann", ANN.address)
    assert (slow.delivery, slow.form) == ("latest", "text/event-stream")
    assert (seen.total, dict(seen.total_by_state)) == (3, {"waiting": 1, "behind": 1, "stalled": 1})
    assert (seen.longest_lag_events, seen.sent_events, seen.coalesced_events, seen.sent_bytes) == (15, 1, 9, 3_000)


async def test_shows_nobody_when_nobody_listens() -> None:
    """Zeroes."""
    async with started() as stream:
        seen = await shown(stream)
    assert (seen.items, seen.total, seen.longest_lag_events) == ([], 0, 0)
