import asyncio

from domain.events.event_category import EventCategory
from unit.events.sse.fakes import EVERYTHING, make_event, reading, started


async def test_coalesces_telemetry_when_more_waits_than_the_buffer_holds() -> None:
    """Telemetry of a worker is replaced by the newer one, statuses stay, and the client is told how many went."""
    async with started(buffer_events=10) as stream, reading(stream.subscribe(EVERYTHING)) as client:
        await client.frames_async("stream.synced")
        stream.tell_telemetry(101, 110, "w1")
        stream.tell_statuses(111, 113)
        stream.tell_telemetry(114, 120, "w2")
        await asyncio.sleep(0.005)
        frames = await client.frames_async("worker.telemetry.updated")
        assert (frames[0].event, frames[0].data) == ("stream.coalesced", {"dropped": 15})
        assert [frame.sequence for frame in frames[1:]] == [110, 111, 112, 113, 120]


async def test_leaves_nothing_out_when_the_buffer_holds_what_waits() -> None:
    """Up to the size of the buffer a slow client is told everything."""
    async with started(buffer_events=10) as stream, reading(stream.subscribe(EVERYTHING)) as client:
        await client.frames_async("stream.synced")
        stream.tell_telemetry(101, 110)
        await asyncio.sleep(0.005)
        assert await client.events_async(110) == list(range(101, 111))
        stream.tell_telemetry(111, 111)
        assert await client.events_async(111) == [111]


async def test_pages_what_is_left_when_many_workers_report() -> None:
    """The newest telemetry of many workers is told a page at a time, each worker once."""
    async with (
        started(buffer_events=10, page_events=8) as stream,
        reading(stream.subscribe(EVERYTHING)) as client,
    ):
        await client.frames_async("stream.synced")
        stream.tell(*(make_event(sequence, f"w{sequence % 30}") for sequence in range(101, 191)))
        await asyncio.sleep(0.005)
        assert await client.events_async(190) == list(range(161, 191))


async def test_resets_when_too_much_waits_that_cannot_be_coalesced() -> None:
    """More waiting statuses than the buffer holds are an overflow: reset, and a snapshot where one was wanted."""
    async with (
        started(buffer_events=10) as stream,
        reading(stream.subscribe(EVERYTHING, snapshot=True)) as client,
    ):
        await client.frames_async("stream.synced")
        stream.tell_statuses(101, 111)
        await asyncio.sleep(0.005)
        frames = await client.frames_async("stream.synced")
        assert [frame.event for frame in frames] == [
            "stream.reset",
            "fleet.snapshot",
            "fleet.snapshot",
            "stream.synced",
        ]
        assert (frames[0].data, frames[-1].sequence) == ({"reason": "overflow"}, 111)
        stream.tell_statuses(112, 112)
        assert await client.events_async(112) == [112]


async def test_resets_when_a_client_falls_off_the_ring() -> None:
    """What even the ring does not hold any more is an overflow too."""
    async with started(ring_events=8) as stream, reading(stream.subscribe(EVERYTHING)) as client:
        await client.frames_async("stream.synced")
        stream.tell_telemetry(101, 130)
        await asyncio.sleep(0.005)
        frames = await client.frames_async("stream.synced")
        assert frames[0].data == {"reason": "overflow"}


async def test_serves_the_others_when_one_does_not_read() -> None:
    """A client that reads nothing costs the others neither events nor time."""
    async with started(buffer_events=10) as stream:
        stalled, well = stream.subscribe(EVERYTHING), stream.subscribe(EVERYTHING)
        async with reading(stalled) as silent, reading(well) as client:
            await silent.frames_async("stream.synced")
            await client.frames_async("stream.synced")
            for first in range(101, 151, 5):
                stream.tell(*(make_event(number, "w1", EventCategory.STATUS) for number in range(first, first + 5)))
                assert await client.events_async(first + 4) == list(range(first, first + 5))


async def test_cuts_a_client_when_a_write_takes_too_long() -> None:
    """A socket that takes nothing for the send timeout is given up, once, and no other."""
    async with started(send_timeout_seconds=0.01) as stream:
        stalled, well = stream.subscribe(EVERYTHING), stream.subscribe(EVERYTHING)
        async with reading(stalled) as silent, reading(well) as client:
            silent.watch.begin()
            await asyncio.sleep(0.005)
            assert not silent.cut
            stream.clock.seconds = 0.01
            client.watch.begin()
            await asyncio.sleep(0.01)
            assert (silent.cut, client.cut) == (["cut"], [])
