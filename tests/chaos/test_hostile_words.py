"""Words that come from outside, in the frames and lines of the stream."""

import os

import orjson
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from application.clock import Clock
from application.events.recorded_event import RecordedEvent
from application.events.sse.stream_form import NDJSONForm, SSEForm
from cli.events.sse_parser import SseParser
from domain.events.event_category import EventCategory
from unit.events.sse.fakes import EPOCH, NAMING, make_event

EXAMPLES = 10_000 if "CML_FLEET_CHAOS_RUNS" in os.environ else 300
ANY_TEXT = st.text(st.sampled_from("\r\n\0:a \u2028\x0b\x0c\x85\ufeff") | st.characters(codec="utf-8"), max_size=60)


def hostile_event(title: str, short_type: str) -> RecordedEvent:
    """An event whose words come from outside, as a newer version of the service may have written it."""
    made = make_event(8)
    cloud_event = {**made.cloud_event, "subject": title, "data": {"title": title, title: [short_type]}}
    return RecordedEvent(made.position, EventCategory.UNKNOWN, short_type, "w1", cloud_event, made._decode)


@pytest.mark.timeout(600)
@given(title=ANY_TEXT, short_type=ANY_TEXT)
@example(title="x\r\n\r\nevent: forged\r\ndata: {}\r\n\r\n", short_type="worker.x\nid: 9\n\ndata: forged\n\n")
@example(title="\r", short_type="\0")
@settings(max_examples=EXAMPLES, deadline=None)
def test_frames_are_never_split_when_words_hold_line_ends(title: str, short_type: str) -> None:
    """Whatever titles and types hold, a frame is read as one event, whole, in its place, and a line as one line."""
    event, after = hostile_event(title, short_type), make_event(9)
    first, second = SseParser().feed(SSEForm().events([event, after]))
    assert orjson.loads(first.data) == event.cloud_event
    assert first.id == f"{EPOCH}-8"
    assert first.event == (short_type.translate(dict.fromkeys(map(ord, "\r\n\0"))) or "message")
    assert (second.id, second.event) == (f"{EPOCH}-9", "worker.telemetry.updated")
    lines = NDJSONForm(NAMING, Clock()).events([event, after]).split(b"\n")
    assert [orjson.loads(line)["position"] for line in lines[:-1]] == [f"{EPOCH}-8", f"{EPOCH}-9"]
    assert lines[-1] == b""
