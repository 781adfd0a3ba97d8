"""RecordedEvent: an event as the log holds it, ready to be told."""

from collections.abc import Callable, Mapping
from functools import cached_property
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

    def __init__(
        self,
        position: EventPosition,
        category: EventCategory,
        short_type: str,
        worker_id: str | None,
        cloud_event: Mapping[str, Any],
        decode: Callable[[], FleetEvent],
    ) -> None:
        self.position = position
        self.sequence = position.sequence
        self.category = category
        self.short_type = short_type
        self.worker_id = worker_id
        self.cloud_event = cloud_event
        self.subject: str = cloud_event["subject"]
        self._decode = decode

    @cached_property
    def domain_event(self) -> FleetEvent:
        """The event as its aggregate raised it."""
        return self._decode()

    @cached_property
    def json(self) -> bytes:
        """The CloudEvent in the JSON structured mode, on one line."""
        return orjson.dumps(self.cloud_event)

    @cached_property
    def frame(self) -> bytes:
        """The event as one SSE frame: `id` is the position, `event` the short type, `data` the CloudEvent."""
        return b"id: %b\nevent: %b\ndata: %b\n\n" % (str(self.position).encode(), self.short_type.encode(), self.json)
