import asyncio

import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_http_event
from cloudevents.core.formats.json import JSONFormat

from domain.events.event_category import EventCategory
from unit.events.sse.event_source import event_source
from unit.events.sse.fakes import EPOCH, make_event
from unit.events.sse.serving import served


@pytest.mark.parametrize("handover", [True, False])
async def test_streams_events_when_a_client_listens(handover: bool) -> None:
    """An independent reader sees the opening, the place, then each event under its type and id."""
    async with served(handover=handover) as server, event_source(server.port) as source:
        opening = await source.until_async("stream.synced")
        server.stream.tell(make_event(101, "w1"), make_event(102, "w2", EventCategory.STATUS))
        events = [await source.next_async(), await source.next_async()]
        assert [event.type for event in opening] == ["stream.open", "stream.synced"]
        assert [(event.type, event.last_event_id) for event in events] == [
            ("worker.telemetry.updated", f"{EPOCH}-101"),
            ("worker.status.changed", f"{EPOCH}-102"),
        ]
        assert source.retry_ms == 2000


async def test_answers_with_the_headers_of_a_stream_when_asked() -> None:
    """Nobody on the way may store, buffer or guess."""
    async with served() as server, event_source(server.port) as source:
        assert source.status == 200
        assert source.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert source.headers["cache-control"] == "no-cache, no-store"
        assert source.headers["x-accel-buffering"] == "no"


async def test_carries_cloud_events_when_the_sdk_reads_them() -> None:
    """The data of each event is a valid CloudEvent in the JSON structured mode."""
    async with served() as server, event_source(server.port) as source:
        await source.until_async("stream.synced")
        server.stream.tell(make_event(101, "w1", title="two\nlines \u2028 and \0 more"))
        data = (await source.next_async()).data.encode()
        message = HTTPMessage({"content-type": "application/cloudevents+json"}, data)
        event = from_http_event(message, JSONFormat())
        assert event.get_type() == "io.cmlfleet.worker.telemetry.updated.v1"
        assert event.get_subject() == "w1"
        assert event.get_data() == {"title": "two\nlines \u2028 and \0 more"}


async def test_filters_when_asked_for_workers_and_types() -> None:
    """Only events that pass both filters are told; `metrics` is telemetry."""
    query = "worker_ids=w1,w2&event_types=metrics,worker.status.changed"
    async with served() as server, event_source(server.port, query) as source:
        await source.until_async("stream.synced")
        server.stream.tell(
            make_event(101, "w3"),
            make_event(102, "w1"),
            make_event(103, "w1", EventCategory.LIFECYCLE),
            make_event(104, "w2", EventCategory.STATUS),
        )
        assert await source.sequences_async(104) == [102, 104]


@pytest.mark.parametrize(
    ("query", "pointer", "named"),
    [
        ("event_types=telemetry,nonsense", "event_types", "worker.status.changed"),
        ("snapshot=perhaps", "snapshot", "true or false"),
        ("workers=w1", "query", "worker_ids"),
    ],
)
async def test_refuses_when_the_query_makes_no_sense(query: str, pointer: str, named: str) -> None:
    """A wrong query is refused before the stream begins, with what would have been right."""
    async with served() as server, event_source(server.port, query) as source:
        answer = await source.reader.read(4096)
        assert source.status == 422
        assert pointer.encode() in answer
        assert named.encode() in answer
        assert b"nonsense" not in answer


async def test_forgets_a_client_when_it_goes() -> None:
    """A closed connection is noticed at once, though nothing is being written."""
    async with served() as server:
        async with event_source(server.port) as source:
            await source.until_async("stream.synced")
            await server.until_clients_async(1)
        async with asyncio.timeout(0.5):
            await server.until_clients_async(0)
