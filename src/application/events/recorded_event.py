"""RecordedEvent: an event as the log holds it, ready to be told."""

from collections.abc import Callable, Mapping
from typing import Any

import orjson

from application.events.event_position import EventPosition
from domain.events.event_category import EventCategory
from domain.events.fleet_event import FleetEvent


class RecordedEvent:
    """One event of the log: its place, its CloudEvent, and its domain event.

    `worker_id` is the worker it is about, None for an event of the fleet; `subject` the aggregate it happened to.

    What is costly is made when first asked for, once per process, and shared by all who are told: the domain
    event, the CloudEvent in the JSON structured mode (CloudEvents JSON event format 1.0.2), and the SSE frame.
    """

    __slots__ = (
        "_decode",
        "_domain_event",
        "_frame",
        "_json",
        "category",
        "cloud_event",
        "position",
        "sequence",
        "short_type",
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
    ) -> None:
        self.position = position
        self.sequence = position.sequence
        self.category = category
        self.short_type = short_type
        self.worker_id = worker_id
        self.cloud_event = cloud_event
        self.subject: str = cloud_event["subject"]
        self._decode = decode
        self._domain_event = domain_event
        self._json: bytes | None = None
        self._frame: bytes | None = None

    @property
    def domain_event(self) -> FleetEvent:
        """The event as its aggregate raised it."""
        if self._domain_event is None:
            self._domain_event = self._decode(self)
        return self._domain_event

    @property
    def json(self) -> bytes:
        """The CloudEvent in the JSON structured mode, on one line."""
        if self._json is None:
            self._json = orjson.dumps(self.cloud_event)
        return self._json

    @property
    def frame(self) -> bytes:
        """The event as one SSE frame: `id` is the position, `event` the short type, `data` the CloudEvent."""
        if self._frame is None:
            named = str(self.position).encode(), self.short_type.encode(), self.json
            self._frame = b"id: %b\nevent: %b\ndata: %b\n\n" % named
        return self._frame

    def settle(self) -> None:
        """Let the domain event go: everybody was told, and who is behind wants the CloudEvent alone.

        Tens of thousands are kept for those who are behind, and the garbage collector walks through all they hold.
        """
        self._domain_event = None
