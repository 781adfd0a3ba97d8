"""Makes dead letters of events."""

from dataclasses import replace

from application.clock import Clock
from application.events.recorded_event import RecordedEvent
from application.ports.consumers import FailingEvent
from application.ports.dead_letters import DeadLetter
from application.ports.event_log import LogRecord
from domain.errors import DomainError

UNEXPECTED = "an unexpected fault of the service itself; see its log"


def new_letter(handler: str, event: RecordedEvent, fault: Exception, failing: FailingEvent, clock: Clock) -> DeadLetter:
    """Make the letter of an event that is given up."""
    attributes = {name: value for name, value in event.cloud_event.items() if name != "data"}
    record = LogRecord(
        sequence=event.sequence,
        category=event.category.value,
        short_type=event.short_type,
        worker_id=event.worker_id,
        aggregate_version=int(attributes["sequence"]),
        attributes=attributes,
        data=event.cloud_event["data"],
    )
    return DeadLetter(
        handler=handler,
        epoch=event.position.epoch,
        record=record,
        error_type=type(fault).__name__,
        message=message_of(fault),
        attempts=failing.attempts,
        first_failed_at=failing.first_failed_at,
        last_failed_at=clock.now(),
    )


def letter_again(letter: DeadLetter, fault: Exception, clock: Clock) -> DeadLetter:
    """Make the letter of an event that was told again in vain."""
    return replace(
        letter,
        error_type=type(fault).__name__,
        message=message_of(fault),
        attempts=letter.attempts + 1,
        last_failed_at=clock.now(),
        redeliver_asked_at=None,
    )


def message_of(fault: Exception) -> str:
    """What may be shown: the words of our own errors. Those of others may hold anything, also secrets."""
    return str(fault) if isinstance(fault, DomainError) else UNEXPECTED
