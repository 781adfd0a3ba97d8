import asyncio
import re

import pytest

from application.clock import Clock
from application.events.sse.sse_limits import SSELimits
from application.events.sse.stream_client import StreamClient
from domain.errors import SourceUnavailableError
from unit.events.sse.fakes import EPOCH, EVERYTHING, FakeClient, FakeReader, Stream, reading, started


async def read_to_the_end(client: FakeClient) -> bytes:
    """Everything the client is told."""
    return b"".join([chunk async for chunk in client.chunks])


async def test_says_farewell_and_ends_when_drained() -> None:
    """Waiting clients are told why, and different times to come back."""
    async with started() as stream, asyncio.TaskGroup() as group:

        async def listen() -> bytes:
            async with reading(stream.subscribe(EVERYTHING)) as client:
                return await read_to_the_end(client)

        told = [group.create_task(listen()) for _ in range(10)]
        await asyncio.sleep(0.005)
        async with asyncio.timeout(1):
            await stream.relay.stop_async()
        endings = [task.result().split(b"\n\n")[-2] for task in told]
        assert all(b'event: stream.draining\ndata: {"reason":"shutting_down",' in ending for ending in endings)
        retries = {re.search(rb"retry: (\d+)", ending)[1] for ending in endings}  # type: ignore[index]
        assert len(retries) > 1


async def test_tells_what_was_pending_when_drained() -> None:
    """Events told just before the end still come before the farewell."""
    async with started(flush_pause_seconds=0.01) as stream, reading(stream.subscribe(EVERYTHING)) as client:
        await client.frames_async("stream.synced")
        async with asyncio.TaskGroup() as group:
            told = group.create_task(read_to_the_end(client))
            await asyncio.sleep(0)
            stream.tell_telemetry(101, 103)
            stream.relay.drain()
        assert [told.result().count(b"event: %b" % name) for name in (b"worker.telemetry", b"stream.draining")] == [
            3,
            1,
        ]


async def test_ends_a_replay_when_drained() -> None:
    """A client in the middle of catching up is sent away as well; its last id is where it goes on."""
    async with started(head=100, page_events=2, reader=FakeReader()) as stream:
        stream.tell_telemetry(101, 150)
        async with reading(stream.subscribe(EVERYTHING, f"{EPOCH}-100")) as client:
            await client.events_async(102)
            stream.relay.drain()
            assert [frame.event for frame in await client.frames_async("stream.draining")] == ["stream.draining"]


async def test_cuts_off_who_does_not_read_when_drained() -> None:
    """A client that does not take its farewell in time is given up."""
    async with started(drain_seconds=0.01) as stream, reading(stream.subscribe(EVERYTHING)) as client:
        stream.relay.drain()
        await asyncio.sleep(0.02)
        assert client.cut == ["cut"]


async def test_refuses_new_clients_when_drained() -> None:
    """Nobody joins a stream that is ending."""
    async with started() as stream:
        stream.relay.drain()
        with pytest.raises(SourceUnavailableError) as refused:
            stream.subscribe(EVERYTHING)
        assert refused.value.code == "draining"


async def test_stops_when_it_was_never_started() -> None:
    """A start that failed before the relay's turn still stops everything."""
    async with started() as stream:
        await Stream(0, FakeReader(), SSELimits()).relay.stop_async()
    assert len(stream.relay.clients) == 0


async def test_gives_up_a_client_once_when_it_is_cut_twice() -> None:
    """The drain and the timeout may both find it."""
    given_up: list[bool] = []
    async with started() as stream:
        client = StreamClient(stream.subscribe(), Clock(), 0, lambda: given_up.append(True))
    client.begin()
    client.cut()
    client.cut()
    assert given_up == [True]
    assert not client.is_stalled(0)


async def test_is_not_stalled_when_nothing_is_being_written() -> None:
    """A client that waits for news refuses nothing."""
    async with started() as stream:
        client = StreamClient(stream.subscribe(), Clock(), 0, lambda: None)
    assert not client.is_stalled(0)
    client.begin()
    assert client.is_stalled(0)
    client.end(7)
    assert not client.is_stalled(0)
    assert client.bytes_sent == 7
