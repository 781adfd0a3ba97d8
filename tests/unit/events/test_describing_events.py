"""The events as they are described."""

from application.events.describe_events_query import DescribeEventsQuery, EventsDescription
from domain.events.event_category import EventCategory
from fakes.fake_process import FakeProcess, FakeWorld


async def described(world: FakeWorld) -> EventsDescription:
    """What is described."""
    async with FakeProcess(world) as process:
        result: EventsDescription = (await process.send_async(DescribeEventsQuery())).data
    return result


async def test_describes_every_event_by_its_class(world: FakeWorld) -> None:
    """Its category and docstring, and its own fields: what all events have in common is not data."""
    description = await described(world)
    by_type = {event.short_type: event for event in description.events}
    status = by_type["worker.status.changed"]
    schema = description.schemas[status.schema_name]
    assert (status.category, status.summary) == (EventCategory.STATUS, schema["description"])
    assert set(schema["properties"]) == {
        "old_status",
        "new_status",
        "status_reason",
        "expected",
        "message",
        "asked",
        "ended",
    }
    assert set(schema["required"]) == set(schema["properties"]) - {"message", "asked", "ended"}
    assert (description.type_prefix, description.source) == ("io.cmlfleet.", "/fleets/default")
    assert list(by_type) == sorted(by_type)


async def test_schemas_hold_what_they_refer_to(world: FakeWorld) -> None:
    """Times are RFC 3339, and each part is described once."""
    schemas = (await described(world)).schemas
    recovered = schemas["WorkerSourceRecoveredDomainEvent"]["properties"]
    assert recovered["failing_since"] == {"type": "string", "format": "date-time"}
    assert recovered["source"] == {"$ref": "#/components/schemas/MetricsSource"}
    assert "ec2" in schemas["MetricsSource"]["enum"]
