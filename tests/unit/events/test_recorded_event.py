"""A RecordedEvent makes what is costly once, and keeps only what those who are behind need."""

from datetime import UTC, datetime

from application.events.event_position import EventPosition
from application.events.recorded_event import RecordedEvent
from domain.events.event_category import EventCategory
from domain.events.fleet_event import FleetEvent

NOON = datetime(2025, 1, 1, 12, tzinfo=UTC)
RAISED = FleetEvent(aggregate_id="w1", created_at=NOON, aggregate_version=1)


def decoded(event: RecordedEvent) -> FleetEvent:
    """Make the domain event of what the log holds."""
    return FleetEvent(aggregate_id=event.subject, created_at=NOON, aggregate_version=1)


def recorded(domain_event: FleetEvent | None = None) -> RecordedEvent:
    """An event at position 7."""
    position, about = EventPosition("5eed0001", 7), {"subject": "w1", "data": {}}
    return RecordedEvent(position, EventCategory.STATUS, "worker.status.changed", "w1", about, decoded, domain_event)


def test_the_domain_event_is_the_one_raised_when_this_process_committed_it() -> None:
    """Nothing is decoded that is still there."""
    assert recorded(RAISED).domain_event is RAISED


def test_the_domain_event_is_decoded_once_when_another_process_committed_it() -> None:
    """All handlers share it."""
    event = recorded()
    assert event.domain_event is event.domain_event
    assert event.domain_event == RAISED


def test_a_told_event_keeps_its_bytes_alone_when_it_is_kept_for_those_behind() -> None:
    """Who still asks gets equal objects, which nobody keeps; the bytes stay as they are."""
    event = recorded(RAISED)
    frame, told = event.frame, event.cloud_event
    event.settle()
    event.settle()
    assert event.domain_event is not RAISED
    assert event.domain_event == RAISED
    assert (event.frame, event.cloud_event) == (frame, told)
    assert event.frame is frame
    assert event.cloud_event is not event.cloud_event
