import asyncio
from contextlib import AsyncExitStack

from application.events.sse.audience import Audience
from application.events.sse.event_filter import EventFilter
from application.events.sse.flush import Flush
from application.events.sse.flusher import Flusher
from application.events.sse.hub import Hub
from application.events.sse.sse_limits import SSELimits
from unit.events.sse.fakes import (
    EVERYTHING,
    NAMING,
    FakeClient,
    FakeReader,
    FakeSnapshots,
    HandClock,
    Stream,
    edition,
    frames_of,
    make_event,
    reading,
    started,
)


async def synced(stream: Stream, stack: AsyncExitStack, event_filter: EventFilter = EVERYTHING) -> FakeClient:
    """A client that has read up to `stream.synced`."""
    client = await stack.enter_async_context(reading(stream.subscribe(event_filter)))
    await client.frames_async("stream.synced")
    return client


async def test_shares_one_piece_of_bytes_when_backlogs_are_equal() -> None:
    """Clients with equal filter and cursor are handed the very same object."""
    async with started() as stream, AsyncExitStack() as stack:
        clients = [await synced(stream, stack) for _ in range(3)]
        async with asyncio.TaskGroup() as group:
            reads = [group.create_task(client.chunk_async()) for client in clients]
            await asyncio.sleep(0)
            stream.tell_telemetry(101, 103)
        chunks = [read.result() for read in reads]
        assert [frame.sequence for frame in frames_of(chunks[0])] == [101, 102, 103]
        assert chunks[0] is chunks[1] is chunks[2]


async def test_shares_one_piece_of_bytes_when_clients_are_equally_behind() -> None:
    """Also what was missed is joined once for all with the same filter and cursor."""
    async with started() as stream, AsyncExitStack() as stack:
        clients = [await synced(stream, stack) for _ in range(2)]
        watcher = await synced(stream, stack)
        async with asyncio.TaskGroup() as group:
            group.create_task(watcher.events_async(102))
            await asyncio.sleep(0)
            stream.tell_telemetry(101, 102)
        assert await clients[0].chunk_async() is await clients[1].chunk_async()


async def test_tells_how_many_events_were_new_at_each_flush() -> None:
    """Once for all clients, and without what lay in the log before the start."""
    sizes: list[int] = []
    async with started() as stream, AsyncExitStack() as stack:
        stream.relay.measure_flushes(sizes.append)
        clients = [await synced(stream, stack) for _ in range(2)]
        async with asyncio.TaskGroup() as group:
            reads = [group.create_task(client.chunk_async()) for client in clients]
            await asyncio.sleep(0)
            stream.tell_telemetry(101, 103)
        assert [len(frames_of(read.result())) for read in reads] == [3, 3]
    assert sizes == [3]


async def test_flushes_at_once_when_idle() -> None:
    """The first event after a quiet time waits for nothing."""
    async with started(flush_pause_seconds=30) as stream, AsyncExitStack() as stack:
        client = await synced(stream, stack)
        async with asyncio.TaskGroup() as group:
            read = group.create_task(client.events_async(101))
            await asyncio.sleep(0)
            stream.tell_telemetry(101, 101)
        assert read.result() == [101]


async def test_gathers_events_when_a_flush_has_just_ended() -> None:
    """Events that come during the pause after a flush share one write."""
    async with started(flush_pause_seconds=0.3) as stream, AsyncExitStack() as stack:
        client = await synced(stream, stack)
        async with asyncio.TaskGroup() as group:
            group.create_task(client.events_async(101))
            await asyncio.sleep(0)
            stream.tell_telemetry(101, 101)
        async with asyncio.TaskGroup() as group:
            read = group.create_task(client.chunk_async())
            for sequence in (102, 103, 104):
                stream.tell_telemetry(sequence, sequence)
                await asyncio.sleep(0.001)
        assert [frame.sequence for frame in frames_of(read.result())] == [102, 103, 104]


async def test_pages_a_burst_without_loss_when_clients_were_waiting() -> None:
    """However large a burst, who was waiting for it gets all of it, a page at a time and never coalesced."""
    async with started(page_events=10, buffer_events=10) as stream, AsyncExitStack() as stack:
        client = await synced(stream, stack)
        async with asyncio.TaskGroup() as group:
            read = group.create_task(client.events_async(200))
            await asyncio.sleep(0)
            stream.tell_telemetry(101, 150)
            stream.tell_statuses(151, 200)
        assert read.result() == list(range(101, 201))


async def test_serves_others_between_slices_when_many_clients_wait() -> None:
    """A flush over more clients than a slice gives the loop to others in between."""
    async with started(slice_clients=2) as stream, AsyncExitStack() as stack:
        clients = [await synced(stream, stack) for _ in range(6)]
        turns: list[str] = []

        async def read(client: FakeClient) -> None:
            await client.chunk_async()
            turns.append("client")

        async def request() -> None:
            while turns.count("client") < 6:
                turns.append("request")
                await asyncio.sleep(0)

        async with asyncio.TaskGroup() as group:
            for client in clients:
                group.create_task(read(client))
            await asyncio.sleep(0)
            stream.tell_telemetry(101, 101)
            group.create_task(request())
        first = turns.index("client")
        assert "request" in turns[first : len(turns) - turns[::-1].index("client")]


async def test_wakes_nobody_when_an_event_passes_no_filter() -> None:
    """An event of another worker costs a client nothing."""
    async with started() as stream, AsyncExitStack() as stack:
        client = await synced(stream, stack, EventFilter(frozenset({"w2"})))
        async with asyncio.TaskGroup() as group:
            read = group.create_task(client.chunk_async())
            await asyncio.sleep(0)
            stream.tell_telemetry(101, 110, "w1")
            await asyncio.sleep(0.01)
            assert not read.done()
            stream.tell_telemetry(111, 111, "w2")
        assert [frame.sequence for frame in frames_of(read.result())] == [111]


async def test_leaves_those_waiting_for_whom_a_flush_holds_nothing() -> None:
    """A snapshot may be ahead of what is being flushed: its client waits on."""
    audience = Audience(edition(), 10)
    ahead = audience.wait(20)
    audience.tell(make_event(15, "w1"))
    assert audience.take(Flush(15, 256)) == []
    audience.tell(make_event(21, "w1"))
    ((page, (waiter,)),) = audience.take(Flush(21, 256))
    assert (waiter, page.cursor) == (ahead, 21)


async def test_passes_over_a_client_that_left_while_it_waited() -> None:
    """A flush may find the waiter of a client that has just gone."""
    hub = Hub(FakeReader(), FakeSnapshots(0), HandClock(), NAMING, SSELimits(flush_pause_seconds=0.001))
    flusher = Flusher(hub)
    gone = hub.index.join(edition(), 0).wait(0)
    gone.cancel()
    hub.index.tell(make_event(1, "w1"))
    flusher.wake()
    flushing = asyncio.ensure_future(flusher.run_async())
    await asyncio.sleep(0.01)
    assert gone.cancelled()
    assert not flushing.done()
    flushing.cancel()
