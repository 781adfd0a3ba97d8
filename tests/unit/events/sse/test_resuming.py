import asyncio

import pytest

from application.events.sse.event_filter import EventFilter
from unit.events.sse.fakes import EPOCH, EVERYTHING, FakeReader, make_event, reading, started


@pytest.mark.parametrize(
    ("last_event_id", "reason"),
    [
        ("deadbeef-100", "other_log"),
        ("nonsense", "invalid"),
        ("", "invalid"),
        (f"{EPOCH}-100\nevent: forged", "invalid"),
        ("x" * 10_000_000, "invalid"),
        (f"{EPOCH}-101", "future"),
        (f"{EPOCH}-89", "too_old"),
    ],
)
async def test_resets_with_the_reason_when_the_id_is_of_no_use(last_event_id: str, reason: str) -> None:
    """An id that cannot be resumed from is answered with the reason, then the stream begins anew."""
    reader = FakeReader([make_event(sequence) for sequence in range(91, 101)], floor=90)
    async with started(head=100, reader=reader, warm_events=2) as stream:
        async with reading(stream.subscribe(EVERYTHING, last_event_id, snapshot=True)) as client:
            frames = await client.frames_async("stream.synced")
        names = [frame.event for frame in frames]
        assert names == ["stream.open", "stream.reset", "fleet.snapshot", "fleet.snapshot", "stream.synced"]
        assert frames[1].data == {"reason": reason}


async def test_replays_what_passes_the_filter_when_the_ring_reaches_back() -> None:
    """What was missed comes from the ring, filtered, then `stream.synced`; no snapshot, no read of the log."""
    async with started(head=100) as stream:
        for sequence in range(101, 121):
            stream.tell(make_event(sequence, f"w{sequence % 2}"))
        reads = stream.reader.reads
        subscription = stream.subscribe(EventFilter(frozenset({"w1"})), f"{EPOCH}-110", snapshot=True)
        async with reading(subscription) as client:
            frames = await client.frames_async("stream.synced")
        assert [frame.sequence for frame in frames[1:]] == [111, 113, 115, 117, 119, 120]
        assert stream.reader.reads == reads


async def test_loses_nothing_when_a_resumed_client_is_far_behind() -> None:
    """A client that came with an id is told every event, though more wait than a buffer holds."""
    async with (
        started(head=100, buffer_events=5, page_events=7) as stream,
        reading(stream.subscribe(EVERYTHING, f"{EPOCH}-100")) as client,
    ):
        stream.tell_telemetry(101, 150)
        assert (await client.events_async(150))[-1] == 150
        stream.tell_statuses(151, 200)
        await asyncio.sleep(0.005)
        stream.tell_telemetry(201, 250)
        await asyncio.sleep(0.005)
        assert await client.events_async(250) == list(range(151, 251))


async def test_reads_the_log_when_the_ring_does_not_reach_back() -> None:
    """Pages of the log until the ring takes over, then live events: no gap, no double."""
    reader = FakeReader([make_event(sequence) for sequence in range(1, 101)])
    async with (
        started(head=100, reader=reader, warm_events=10, page_events=7) as stream,
        reading(stream.subscribe(EVERYTHING, f"{EPOCH}-20")) as client,
    ):
        first = await client.events_async(40)
        stream.tell_telemetry(101, 120)
        assert first + await client.events_async(120) == list(range(21, 121))


async def test_reads_no_log_when_the_id_is_from_before_a_restart() -> None:
    """The ring is filled from the log at start, so those who come back at once find all there."""
    reader = FakeReader([make_event(sequence) for sequence in range(1, 101)])
    async with started(head=100, reader=reader, warm_events=50) as stream:
        reads = reader.reads
        async with reading(stream.subscribe(EVERYTHING, f"{EPOCH}-60")) as client:
            assert await client.events_async(100) == list(range(61, 101))
        assert reader.reads == reads


async def test_goes_back_to_the_log_when_a_resumed_client_falls_off_the_ring() -> None:
    """Off the ring a client that is told every event is served on from the log."""
    async with (
        started(head=100, ring_events=8, page_events=4) as stream,
        reading(stream.subscribe(EVERYTHING, f"{EPOCH}-100")) as client,
    ):
        await client.frames_async("stream.synced")
        for sequence in range(101, 161):
            stream.tell_telemetry(sequence, sequence)
            await asyncio.sleep(0)
        assert await client.events_async(160) == list(range(101, 161))


async def test_resets_when_retention_overtakes_a_replay() -> None:
    """What expires while it is being replayed is not passed over in silence."""
    reader = FakeReader([make_event(sequence) for sequence in range(1, 101)])
    async with started(head=100, reader=reader, warm_events=10, page_events=7) as stream:
        async with reading(stream.subscribe(EVERYTHING, f"{EPOCH}-20")) as client:
            await client.events_async(27)
            reader.floor = 50
            frames = await client.frames_async("stream.synced")
        assert frames[0].data == {"reason": "too_old"}


async def test_ends_the_stream_when_the_log_cannot_be_read() -> None:
    """A client that waits for the log is sent away to come back, and loses nothing."""
    async with started(head=100) as stream:
        stream.reader.broken = True
        async with reading(stream.subscribe(EVERYTHING, f"{EPOCH}-20")) as client:
            frames = [await client.frames_async("stream.draining")]
            assert frames[0][-1].data["reason"] == "log_unavailable"
            with pytest.raises(StopAsyncIteration):
                await client.chunk_async()


async def test_waits_when_the_id_was_told_elsewhere_first() -> None:
    """Another process may be ahead of this one: what comes after the id is told when it comes, and nothing twice."""
    reader = FakeReader([make_event(sequence) for sequence in range(91, 101)])
    reader.appended = 102
    async with (
        started(head=100, reader=reader) as stream,
        reading(stream.subscribe(EVERYTHING, f"{EPOCH}-102")) as client,
    ):
        await client.frames_async("stream.open")
        stream.tell_telemetry(101, 104)
        assert await client.events_async(104) == [103, 104]


async def test_says_farewell_when_the_log_cannot_tell_whether_the_id_is_its_own() -> None:
    """The client comes back by the same id."""
    reader = FakeReader()
    async with started(head=100, reader=reader) as stream:
        reader.broken = True
        async with reading(stream.subscribe(EVERYTHING, f"{EPOCH}-102")) as client:
            frames = await client.frames_async("stream.draining")
            assert frames[-1].data["reason"] == "log_unavailable"
