import asyncio

import pytest

from application.events.fleet_choice import FleetChoice
from application.events.sse.delivery import Delivery
from application.events.sse.event_filter import EventFilter
from domain.events.event_category import EventCategory
from unit.events.sse.fakes import EPOCH, EVERYTHING, FakeReader, make_event, reading, started


async def test_leaves_nothing_out_when_all_is_wanted() -> None:
    """More than a buffer may wait: the client keeps a cursor and is served on from the ring, telemetry and all."""
    async with (
        started(buffer_events=10, page_events=7) as stream,
        reading(stream.subscribe(EVERYTHING, delivery=Delivery.ALL)) as client,
    ):
        await client.frames_async("stream.synced")
        stream.tell_telemetry(101, 150)
        stream.tell_statuses(151, 200)
        await asyncio.sleep(0.005)
        assert await client.events_async(200) == list(range(101, 201))
        assert client.watch.subscription.coalesced == 0


async def test_goes_on_from_the_log_when_all_is_wanted_and_the_ring_has_passed() -> None:
    """From the log to the ring to what is new: no gap, no double."""
    async with (
        started(ring_events=8, page_events=4) as stream,
        reading(stream.subscribe(EVERYTHING, delivery=Delivery.ALL)) as client,
    ):
        await client.frames_async("stream.synced")
        stream.tell_telemetry(101, 160)
        await asyncio.sleep(0.005)
        assert stream.reader.reads == 1
        assert await client.events_async(160) == list(range(101, 161))
        assert stream.reader.reads > 1
        stream.tell_telemetry(161, 161)
        assert await client.events_async(161) == [161]


async def test_resets_when_neither_ring_nor_log_reach_back() -> None:
    """What retention has taken cannot be told, and that is said."""
    reader = FakeReader()
    async with (
        started(ring_events=8, page_events=4, reader=reader) as stream,
        reading(stream.subscribe(EVERYTHING, delivery=Delivery.ALL)) as client,
    ):
        await client.frames_async("stream.synced")
        stream.tell_telemetry(101, 160)
        await asyncio.sleep(0.005)
        reader.floor = 140
        frames = await client.frames_async("stream.synced")
        assert (frames[0].event, frames[0].data) == ("stream.reset", {"reason": "too_old"})
        assert frames[-1].sequence == 160


async def test_replays_every_event_when_the_newest_are_wanted_after_an_id() -> None:
    """A replay has no gap in either way; only what waits from then on may be left out for newer."""
    reader = FakeReader([make_event(sequence) for sequence in range(1, 101)])
    async with (
        started(buffer_events=10, page_events=7, reader=reader, warm_events=20) as stream,
        reading(stream.subscribe(EVERYTHING, f"{EPOCH}-50", delivery=Delivery.LATEST)) as client,
    ):
        assert await client.events_async(100) == list(range(51, 101))
        await client.frames_async("stream.synced")
        stream.tell_telemetry(101, 150)
        await asyncio.sleep(0.005)
        frames = await client.frames_async("worker.telemetry.updated")
        assert [frame.event for frame in frames] == ["stream.coalesced", "worker.telemetry.updated"]
        assert (frames[0].data, frames[1].sequence) == ({"dropped": 49}, 150)
        assert (client.watch.subscription.coalesced, client.watch.subscription.events_sent) == (49, 51)


async def test_chooses_the_way_that_suits_when_none_is_asked_for() -> None:
    """The newest for who begins now, everything for who goes on after an id."""
    async with started() as stream:
        assert stream.subscribe(EVERYTHING).delivery is Delivery.LATEST
        assert stream.subscribe(EVERYTHING, f"{EPOCH}-100").delivery is Delivery.ALL


async def test_takes_the_snapshot_of_what_the_filter_is_about() -> None:
    """What is outside of it is in neither the snapshot nor the events; labs are in both or in none."""
    wanted = EventFilter(
        frozenset({"w1", "w2"}),
        frozenset({EventCategory.STATUS}),
        regions=frozenset({"us-east-1"}),
        tags=frozenset({"course:ccnp"}),
        subjects=frozenset({"w2", "w3"}),
    )
    async with started() as stream, reading(stream.subscribe(wanted, snapshot=True)) as client:
        await client.frames_async("stream.synced")
        chosen = stream.snapshots.chosen
        assert chosen == FleetChoice(wanted.worker_ids, wanted.regions, wanted.tags, wanted.subjects, labs=False)


@pytest.mark.parametrize(
    ("wanted", "labs"),
    [
        (EVERYTHING, True),
        (EventFilter(categories=frozenset({EventCategory.LAB})), True),
        (EventFilter(categories=frozenset(), short_types=frozenset({(EventCategory.LAB, "lab.removed")})), True),
        (EventFilter(categories=frozenset({EventCategory.TELEMETRY})), False),
    ],
)
def test_wants_labs_in_the_snapshot_when_events_of_labs_pass(wanted: EventFilter, labs: bool) -> None:
    """Whole or of one kind."""
    assert wanted.fleet_choice.labs is labs
