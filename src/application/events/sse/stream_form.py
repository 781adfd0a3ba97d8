"""The forms a stream is written in."""

import secrets
from abc import ABC, abstractmethod
from collections.abc import Iterable
from enum import StrEnum

import orjson

from application.clock import Clock, rfc3339
from application.events.record_factory import CloudEventNaming
from application.events.recorded_event import RecordedEvent
from application.events.sse.control import Control


class FormName(StrEnum):
    """A form by its media type."""

    SSE = "text/event-stream"
    NDJSON = "application/x-ndjson"


class StreamForm(ABC):
    """Writes events, whose bytes are made once per process, and what the stream says about itself."""

    name: FormName

    @abstractmethod
    def events(self, events: Iterable[RecordedEvent]) -> bytes:
        """Return `events` in one piece."""

    @abstractmethod
    def control(self, control: Control) -> bytes:
        """Return what is said about the stream."""


class SSEForm(StreamForm):
    """Frames of Server-Sent Events (WHATWG HTML, 9.2): a position is the frame's `id`."""

    name = FormName.SSE

    def events(self, events: Iterable[RecordedEvent]) -> bytes:
        """Join frames."""
        return b"".join([event.frame for event in events])

    def control(self, control: Control) -> bytes:
        """Write a frame, with `retry` and `id` where there are such."""
        retry = b"" if control.retry_milliseconds is None else b"retry: %d\n" % control.retry_milliseconds
        place = b"" if control.position is None else b"id: %b\n" % str(control.position).encode()
        return b"%b%bevent: %b\ndata: %b\n\n" % (retry, place, control.name.encode(), control.data)


class NDJSONForm(StreamForm):
    """A CloudEvent on each line, also for what is said about the stream: whoever reads CloudEvents can read it all.

    A position is the extension attribute `position`.
    """

    name = FormName.NDJSON

    def __init__(self, naming: CloudEventNaming, clock: Clock) -> None:
        self._naming = naming
        self._clock = clock

    def events(self, events: Iterable[RecordedEvent]) -> bytes:
        """Join lines."""
        return b"".join([event.line for event in events])

    def control(self, control: Control) -> bytes:
        """Write a CloudEvent whose type is the control's name between prefix and version, like those of the log."""
        cloud_event = {
            "specversion": "1.0",
            "id": secrets.token_hex(16),
            "type": f"{self._naming.type_prefix}{control.name}.v1",
            "source": self._naming.source,
            "time": rfc3339(self._clock.now()),
            "datacontenttype": "application/json",
            "data": orjson.Fragment(control.data),
        }
        if control.position is not None:
            cloud_event["position"] = str(control.position)
        return orjson.dumps(cloud_event, option=orjson.OPT_APPEND_NEWLINE)
