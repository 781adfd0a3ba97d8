"""RecordedEvent: an event as the log holds it, ready to be told."""

from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property
from typing import Any

import orjson

from application.events.event_position import EventPosition
from domain.events.event_category import EventCategory
from domain.events.fleet_event import FleetEvent


class RecordedEvent:
    """One event of the log: its sequence number, its CloudEvent, and its domain event.

    The JSON bytes and the SSE frame are made when first asked for, once per process, and shared by all who
    are told. The frame's `id` is the position, its `event` the short type, its `data` the CloudEvent in the
    JSON structured mode (CloudEvents JSON event format 1.0.2).
    """

    def __init__(
        self,
        position: EventPosition,
        category: EventCategory,
        domain_event: FleetEvent,
        cloud_event: Mapping[str, Any],
    ) -> None:
        self.position = position
        self.sequence = position.sequence
        self.category = category
        self.domain_event = domain_event
        self.cloud_event = cloud_event

    @property
    def subject(self) -> str:
        """The id of the aggregate it happened to: for a worker's event, the worker's id."""
        return self.domain_event.aggregate_id

    @property
    def short_type(self) -> str:
        """The CloudEvent type without prefix and version."""
        return self.domain_event.short_type

    @property
    def retention(self) -> timedelta:
        """How long the log keeps it."""
        return self.category.retention

    @cached_property
    def json(self) -> bytes:
        """The CloudEvent in the JSON structured mode, on one line."""
        return orjson.dumps(self.cloud_event)

    @cached_property
    def frame(self) -> bytes:
        """The event as one SSE frame."""
        return b"id: %b\nevent: %b\ndata: %b\n\n" % (str(self.position).encode(), self.short_type.encode(), self.json)
