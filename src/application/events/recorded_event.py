"""RecordedEvent: an event as the log holds it, ready to be told."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import orjson

from application.events.event_labels import NO_LABELS, EventLabels
from application.events.event_position import EventPosition
from domain.events.event_category import EventCategory
from domain.events.fleet_event import FleetEvent

NOT_IN_A_FIELD = dict.fromkeys(map(ord, "\r\n\0"))
"""What would end a field of an SSE frame, or make it void."""


@lru_cache(256)
def _field(word: str) -> bytes:
    """Write one of the few short types as a field; what has no place in one is left out."""
    return word.translate(NOT_IN_A_FIELD).encode()


class RecordedEvent:
    """One event of the log: its place, its CloudEvent, and its domain event.

    `worker_id` is the worker it is about, None for an event of the fleet; `subject` the aggregate it happened to;
    `labels` are what it can be found by beside these; `source_read` is the source that figures or a refresh came
    from, None for all else.

    What is costly is made when first asked for, once per process, and shared by all who are told: the domain
    event, the CloudEvent in the JSON structured mode (CloudEvents JSON event format 1.0.2), the SSE frame and
    the line of NDJSON.
    """

    __slots__ = (
        "_cloud_event",
        "_decode",
        "_domain_event",
        "_frame",
        "_json",
        "_line",
        "category",
        "labels",
        "position",
        "sequence",
        "short_type",
        "source_read",
        "subject",
        "worker_id",
    )

    def __init__(
        self,
        position: EventPosition,
        category: EventCategory,
        short_type: str,
        worker_id: str | None,
        cloud_event: Mapping[str, Any],
        decode: Callable[["RecordedEvent"], FleetEvent],
        domain_event: FleetEvent | None = None,
        labels: EventLabels = NO_LABELS,
    ) -> None:
        self.position = position
        self.sequence = position.sequence
        self.category = category
        self.short_type = short_type
        self.worker_id = worker_id
        self.subject: str = cloud_event["subject"]
        self.source_read: str | None = cloud_event["data"].get("source")
        self.labels = labels
        self._decode = decode
        self._cloud_event: Mapping[str, Any] | None = cloud_event
        self._domain_event = domain_event
        self._json: bytes | None = None
        self._frame: bytes | None = None
        self._line: bytes | None = None

    @property
    def domain_event(self) -> FleetEvent:
        """The event as its aggregate raised it."""
        if self._domain_event is None:
            self._domain_event = self._decode(self)
        return self._domain_event

    @property
    def cloud_event(self) -> Mapping[str, Any]:
        """The attributes of the CloudEvent with its `data`; read again from the JSON once it is settled."""
        return self._cloud_event or orjson.loads(self.json)

    @property
    def json(self) -> bytes:
        """The CloudEvent in the JSON structured mode, on one line."""
        if self._json is None:
            self._json = bytes(memoryview(orjson.dumps(self._cloud_event)))  # a copy: orjson keeps 4 KB for each
        return self._json

    @property
    def frame(self) -> bytes:
        """The event as one SSE frame: `id` is the position, `event` the short type, `data` the CloudEvent."""
        if self._frame is None:
            named = str(self.position).encode(), _field(self.short_type), self.json
            self._frame = b"id: %b\nevent: %b\ndata: %b\n\n" % named
        return self._frame

    @property
    def line(self) -> bytes:
        """The CloudEvent as one line of NDJSON, with its place as the extension attribute `position`."""
        if self._line is None:
            self._line = b'%b,"position":"%b"}\n' % (self.json[:-1], str(self.position).encode())
        return self._line

    def settle(self) -> None:
        """Let all go but the JSON: everybody was told, and who is behind wants that alone.

        Tens of thousands are kept for those who are behind. As objects they take several times the memory, and
        the garbage collector walks through all of them.
        """
        self._json = self.json
        self._domain_event = self._cloud_event = None
