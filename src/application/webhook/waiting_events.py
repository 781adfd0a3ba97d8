"""WaitingEvents: how many of a webhook's events wait for it."""

from dataclasses import dataclass

from application.events.event_catalogue import EventCatalogue
from application.events.event_reader import EventReader
from application.events.filter_words import filter_of
from domain.errors import InvalidRequestError
from domain.webhook.webhook import Webhook

LOOKED_AT = 5_000
READ_EVENTS = 1_000


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many; `is_least` = there may be more, which were not counted."""

    events: int
    is_least: bool


class WaitingEvents:
    """Looks at the log, a few thousand events of it, with the filter of the webhook."""

    def __init__(self, reader: EventReader, catalogue: EventCatalogue) -> None:
        self._reader = reader
        self._catalogue = catalogue

    async def count_async(self, webhook: Webhook, cursor: int) -> Waiting:
        """Count the events after `cursor` that the webhook wants; nobody can where only another version knows which."""
        try:
            wanted = filter_of(webhook.words, self._catalogue.short_types)
        except InvalidRequestError:
            return Waiting(0, is_least=True)
        head, waiting, looked_at = await self._reader.head_async(), 0, 0
        while cursor < head and looked_at < LOOKED_AT:
            events = await self._reader.read_after_async(cursor, READ_EVENTS)
            waiting += sum(map(wanted.passes, events))
            cursor, looked_at = events[-1].sequence, looked_at + len(events)
        return Waiting(waiting, is_least=cursor < head)
