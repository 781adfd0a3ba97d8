"""DescribeEventsQuery: every event there may be, with the schema of its data."""

import inspect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler
from pydantic import TypeAdapter

from application.events.event_catalogue import BASE_FIELDS, EventCatalogue
from application.events.record_factory import CloudEventNaming
from domain.access.principal import Role
from domain.events.event_category import EventCategory
from domain.events.fleet_event import FleetEvent

SCHEMA_REFERENCE = "#/components/schemas/{model}"

Schema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class EventDescription:
    """One class of events; `schema_name` is that of its data among the schemas."""

    short_type: str
    category: EventCategory
    summary: str
    schema_name: str


@dataclass(frozen=True, slots=True)
class EventsDescription:
    """The events by short type, what their CloudEvents have in common, and JSON schemas (2020-12) by name."""

    type_prefix: str
    source: str
    events: Sequence[EventDescription]
    schemas: Mapping[str, Schema]


@dataclass(frozen=True, slots=True)
class DescribeEventsQuery(Query[OperationResult[EventsDescription]]):
    """All of them."""

    required_role: ClassVar[Role] = Role.VIEWER


class DescribeEventsQueryHandler(QueryHandler[DescribeEventsQuery, OperationResult[EventsDescription]]):
    """Reads it off the event classes: their fields, types and docstrings."""

    def __init__(self, catalogue: EventCatalogue, naming: CloudEventNaming) -> None:
        self._catalogue = catalogue
        self._naming = naming

    async def handle_async(self, request: DescribeEventsQuery) -> OperationResult[EventsDescription]:  # noqa: ARG002  # asks all
        """Describe them."""
        types = self._catalogue.event_types
        events = [_described(short_type, types[short_type]) for short_type in sorted(types)]
        return self.ok(EventsDescription(self._naming.type_prefix, self._naming.source, events, _schemas(types)))


def _described(short_type: str, event_type: type[FleetEvent]) -> EventDescription:
    return EventDescription(short_type, event_type.category, inspect.getdoc(event_type) or "", event_type.__name__)


def _schemas(types: Mapping[str, type[FleetEvent]]) -> dict[str, Schema]:
    adapters = [(short_type, "serialization", TypeAdapter(types[short_type])) for short_type in sorted(types)]
    _, document = TypeAdapter.json_schemas(adapters, ref_template=SCHEMA_REFERENCE)  # type: ignore[arg-type]  # the mode is one of its literals
    schemas: dict[str, Schema] = document["$defs"]
    for schema in schemas.values():
        _leave_out_what_is_no_data(schema)
    return schemas


def _leave_out_what_is_no_data(schema: Schema) -> None:
    """The attributes of the CloudEvent say what all events have in common; a title that repeats a name says nothing."""
    properties: dict[str, Schema] = schema.get("properties", {})
    for name in BASE_FIELDS:
        properties.pop(name, None)
    for field in properties.values():
        field.pop("title", None)
    if "required" in schema:
        schema["required"] = [name for name in schema["required"] if name not in BASE_FIELDS]
