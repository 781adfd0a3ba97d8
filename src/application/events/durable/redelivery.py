"""Redelivery: tells dead letters again that somebody asked for."""

from collections.abc import Sequence
from dataclasses import replace

import structlog

from application.clock import Clock
from application.events.durable.durable_consumer import DurableConsumer
from application.events.durable.event_delivery import EventDelivery
from application.events.durable.letter_writer import letter_again
from application.events.event_reader import EventReader
from application.ports.dead_letters import DeadLetter, DeadLetters
from application.ports.event_log import LogRecord

LOOKED_AT = 1_000

REDELIVERED = {"redelivered": "true"}
"""The extension of a CloudEvent that comes after newer ones of its subject."""

log = structlog.get_logger(__name__)


class Redelivery:
    """One attempt for each time it was asked for; what succeeds is no dead letter any more."""

    def __init__(self, letters: DeadLetters, delivery: EventDelivery, reader: EventReader, clock: Clock) -> None:
        self._letters = letters
        self._delivery = delivery
        self._reader = reader
        self._clock = clock

    async def redeliver_async(self, consumer: DurableConsumer) -> None:
        """Tell the letters of a handler again, the oldest of each subject first, until none is left to be told."""
        while asked := await self._letters.asked_for_async(consumer.name, LOOKED_AT):
            oldest: dict[str, DeadLetter] = {}
            for letter in asked:
                oldest.setdefault(letter.subject, letter)
            await self._tell_async(consumer, list(oldest.values())[: consumer.handler_type.takes_at_once])

    async def _tell_async(self, consumer: DurableConsumer, letters: Sequence[DeadLetter]) -> None:
        events = [self._reader.event_of(_marked(letter.record)) for letter in letters]
        faults = await self._delivery.deliver_async(consumer, events)
        failed = {letter.id: faults[letter.record.sequence] for letter in letters if letter.record.sequence in faults}
        await self._letters.remove_async([letter.id for letter in letters if letter.id not in failed])
        again = [letter_again(letter, failed[letter.id], self._clock) for letter in letters if letter.id in failed]
        await self._letters.put_async(again)
        log.info("dead_letters_redelivered", handler=consumer.name, letters=len(letters), failed=len(failed))


def _marked(record: LogRecord) -> LogRecord:
    return replace(record, attributes={**record.attributes, **REDELIVERED})
