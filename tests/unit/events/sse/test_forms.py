from datetime import UTC, datetime

import orjson
import pytest

from application.clock import Clock
from application.events.event_position import EventPosition
from application.events.sse import control
from application.events.sse.delivery import Delivery
from application.events.sse.sse_limits import SSELimits
from application.events.sse.stream_form import FormName, NDJSONForm, SSEForm
from cli.events.sse_parser import SseParser
from unit.events.sse.fakes import EPOCH, EVERYTHING, NAMING, reading, started

PLACE = EventPosition(EPOCH, 7)
CONTROLS = [
    control.opening(PLACE, "c0ffee00", Delivery.ALL, SSELimits()),
    control.snapshot_page(b'{"page":1}'),
    control.synced(PLACE),
    control.bookmark(PLACE),
    control.reset("too_old"),
    control.coalesced(3),
    control.heartbeat(7, datetime(2026, 1, 1, tzinfo=UTC)),
    control.farewell("max_age", SSELimits()),
]


@pytest.mark.parametrize("said", CONTROLS, ids=lambda said: said.name)
def test_says_the_same_in_both_forms_when_it_speaks_of_itself(said: control.Control) -> None:
    """Name, data and place; the pause is a field of a frame, and of the data in both."""
    parser = SseParser()
    (frame,) = parser.feed(SSEForm().control(said))
    line = orjson.loads(NDJSONForm(NAMING, Clock()).control(said))
    assert line["type"] == f"io.cmlfleet.{frame.event}.v1"
    assert line["data"] == orjson.loads(frame.data)
    assert line.get("position", "") == frame.id
    retry = line["data"].get("retry_milliseconds")
    assert parser.retry_seconds == (None if retry is None else retry / 1000)


async def test_streams_a_cloud_event_a_line_when_ndjson_is_wanted() -> None:
    """The opening and each event, every line of it a CloudEvent of this fleet."""
    async with started() as stream, reading(stream.subscribe(EVERYTHING, form=FormName.NDJSON)) as client:
        text = await client.chunk_async() + await client.chunk_async()
        stream.tell_telemetry(101, 102)
        while text.count(b"\n") < 4:
            text += await client.chunk_async()
    lines = [orjson.loads(line) for line in text.splitlines()]
    assert [line["type"].removeprefix("io.cmlfleet.") for line in lines] == [
        "stream.open.v1",
        "stream.synced.v1",
        "worker.telemetry.updated.v1",
        "worker.telemetry.updated.v1",
    ]
    assert {(line["specversion"], line["source"]) for line in lines} == {("1.0", "/fleets/test")}
    assert [line.get("position") for line in lines] == [None, *(f"{EPOCH}-{number}" for number in (100, 101, 102))]
    assert len({line["id"] for line in lines}) == 4


async def test_shares_no_bytes_when_forms_differ() -> None:
    """Clients with one filter in two forms are two editions, each told in its own."""
    async with (
        started() as stream,
        reading(stream.subscribe(EVERYTHING)) as framed,
        reading(stream.subscribe(EVERYTHING, form=FormName.NDJSON)) as lined,
    ):
        for client in (framed, lined):
            for _ in range(2):
                await client.chunk_async()
        stream.tell_telemetry(101, 101)
        assert (await framed.chunk_async()).startswith(b"id: ")
        assert (await lined.chunk_async()).startswith(b"{")
