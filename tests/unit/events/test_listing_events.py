"""Reading the log: as pages, as single events, and by opening the stream."""

from collections.abc import Sequence
from typing import Any

import orjson
import pytest

from application.events import list_events_query
from application.events.committer import Committer
from application.events.event_position import EventPosition
from application.events.event_reader import EventReader
from application.events.list_events_query import EventPage, ListEventsQuery
from application.events.log_follower import LogFollower
from application.events.open_event_stream_query import OpenEventStreamQuery
from application.events.sse.event_filter import EventFilter
from application.events.sse.stream_terms import StreamTerms
from application.events.sse.subscription import Subscription
from domain.errors import InvalidRequestError
from domain.events.event_category import EventCategory
from fakes.fake_process import FakeProcess, FakeWorld
from fakes.worker_steps import born, committed, measure, refresh_completed, stop

EVERYTHING = EventFilter()
HOUR = 3600.0


async def listed(process: FakeProcess, after: int | None = None, **query: Any) -> EventPage:
    """A page after this sequence."""
    position = None if after is None else EventPosition("5eed0001", after)
    result = await process.send_async(ListEventsQuery(**{"wanted": EVERYTHING, "after": position, **query}))
    page: EventPage = result.data
    return page


def sequences(page: EventPage) -> Sequence[int]:
    """Which events are on a page."""
    return [event.sequence for event in page.items]


async def test_pages_follow_each_other_to_the_head(world: FakeWorld) -> None:
    """Ask on after `next` until it is the head."""
    async with FakeProcess(world) as process:
        for number in range(1, 6):
            await committed(process, number)
        first = await listed(process, limit=3)
        second = await listed(process, first.next.sequence, limit=3)
        assert (sequences(first), sequences(second)) == ([1, 2, 3], [4, 5])
        assert second.next == second.head == process.view.position
        assert sequences(await listed(process, 5)) == []


async def test_page_ends_with_what_was_told_here(world: FakeWorld) -> None:
    """What another process appended a moment ago comes with the next page, or `next` would lie beyond the head."""
    async with FakeProcess(world) as process, FakeProcess(world) as other:
        await committed(process, 1)
        process.get(LogFollower).task.cancel()  # type: ignore[union-attr]
        await process.get(Committer).stop_async()
        await other.commit_async(born(2), born(3))
        page = await listed(process, 0)
        assert (sequences(page), page.next) == ([1], page.head)


async def test_page_goes_on_when_nothing_on_it_is_wanted(world: FakeWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only a bounded part of the log is looked through for one page."""
    monkeypatch.setattr(list_events_query, "LOOKED_THROUGH", 2)
    wanted = EventFilter(categories=frozenset({EventCategory.STATUS}))
    async with FakeProcess(world) as process:
        for number in (1, 2, 3):
            await committed(process, number)
        await process.commit_async(stop(await committed(process, 4)))
        empty = await listed(process, 0, wanted=wanted, limit=1)
        assert sequences(empty) == []
        assert 0 < empty.next.sequence < 5
        assert sequences(await listed(process, 4, wanted=wanted, limit=1)) == [5]


@pytest.mark.parametrize(("epoch", "sequence"), [("0badc0de", 1), ("5eed0001", 99)])
async def test_position_is_refused_when_it_is_of_another_log(world: FakeWorld, epoch: str, sequence: int) -> None:
    """Another epoch, or a place that this log has not reached."""
    async with FakeProcess(world) as process:
        await committed(process)
        query = ListEventsQuery(wanted=EVERYTHING, after=EventPosition(epoch, sequence))
        assert (await process.send_async(query)).status == 409


async def test_position_is_refused_when_events_after_it_are_gone(world: FakeWorld) -> None:
    """The floor is that of the shortest retention among what is wanted; without `after` the page begins there."""
    async with FakeProcess(world) as process:
        worker = await committed(process)
        await process.commit_async(measure(worker, 50.0))
        world.clock.pass_seconds(HOUR + 1)
        await process.get(Committer).commit_async([born(2)], [refresh_completed()])
        await world.log.remove_expired_async()
        gone = ListEventsQuery(wanted=EVERYTHING, after=EventPosition("5eed0001", 1))
        assert (await process.send_async(gone)).status == 409
        page = await listed(process)
        assert (page.floor.sequence, sequences(page)) == (2, [3, 4])
        lasting = EventFilter(categories=frozenset({EventCategory.LIFECYCLE}))
        assert sequences(await listed(process, wanted=lasting)) == [1, 3]


async def test_recorded_event_is_one_cloud_event_and_one_frame(world: FakeWorld) -> None:
    """Live and replayed alike, made once; read from the log it decodes to the event that was raised."""
    async with FakeProcess(world) as process:
        await committed(process)
        [live] = process.heard
        [replayed] = await process.get(EventReader).read_after_async(0, 100)
    assert live.json == replayed.json
    assert live.frame is live.frame
    assert live.line is live.line
    assert orjson.loads(live.line) == {**orjson.loads(live.json), "position": "5eed0001-1"}
    assert live.frame == replayed.frame == b"id: 5eed0001-1\nevent: worker.imported\ndata: " + live.json + b"\n\n"
    assert replayed.domain_event == live.domain_event
    assert orjson.loads(live.json)["subject"] == live.subject == live.worker_id


@pytest.mark.parametrize("text", ["", "5eed0001", "5EED0001-1", "5eed0001--1", "5eed0001-1 ", "5eed0001-" + "9" * 19])
def test_position_is_refused_when_it_is_none(text: str) -> None:
    """Only `<epoch>-<sequence>` is one."""
    with pytest.raises(InvalidRequestError, match="1f2e3d4c-1234"):
        EventPosition.parse(text)
    assert str(EventPosition.parse("5eed0001-12")) == "5eed0001-12"


async def test_stream_is_opened_by_a_query(world: FakeWorld) -> None:
    """Whoever may open it is decided here; a response attaches it later."""
    async with FakeProcess(world) as process:
        result = await process.send_async(OpenEventStreamQuery(StreamTerms(snapshot=True), "192.0.2.1"))
    assert isinstance(result.data, Subscription)
