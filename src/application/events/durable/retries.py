"""Retries: which events a handler could not take yet, and when each is told again."""

import random
from collections.abc import Iterable

from application.clock import Clock
from application.ports.consumers import FailingEvent
from application.settings import Settings
from domain.errors import DomainError

LONGEST_PAUSE_SECONDS = 300.0
LONGEST_ASKED_SECONDS = 3600.0
"""What somebody asks to be left alone for is believed up to here."""
JITTER = 0.25


class Retries:
    """Each pause is twice as long as the one before, up to five minutes, a quarter more or less."""

    def __init__(self, clock: Clock, settings: Settings) -> None:
        self._clock = clock
        self._first_pause_seconds = settings.durable_handler_retry_seconds
        self._failing: dict[int, FailingEvent] = {}
        self._due: dict[int, float] = {}
        self._rest_until = 0.0

    @property
    def failing(self) -> tuple[FailingEvent, ...]:
        """The events that wait, oldest first."""
        return tuple(self._failing[sequence] for sequence in sorted(self._failing))

    def go_on_with(self, failing: Iterable[FailingEvent]) -> None:
        """Take over what another process could not do; it is due at once."""
        self._failing = {event.sequence: event for event in failing}

    def is_due(self, sequence: int) -> bool:
        """Whether an event may be told now; one that has not failed yet may."""
        return self._clock.monotonic_seconds() >= max(self._due.get(sequence, 0.0), self._rest_until)

    def seconds_to_next(self, otherwise: float) -> float:
        """How long until the next one is due, `otherwise` at most."""
        now = self._clock.monotonic_seconds()
        return max(0.0, min([otherwise, *(max(due, self._rest_until) - now for due in self._due.values())]))

    def tell_now(self, sequences: Iterable[int]) -> None:
        """These are being told: none of them is waited for."""
        for sequence in sequences:
            self._due.pop(sequence, None)

    def rest_until_due(self, sequence: int) -> None:
        """Tell nothing before this one is told again."""
        self._rest_until = max(self._rest_until, self._due[sequence])

    def failed(self, sequence: int, fault: Exception) -> FailingEvent:
        """Count an attempt and set the time of the next: not before the fault says that it may help."""
        before = self._failing.get(sequence)
        attempts = before.attempts + 1 if before else 1
        first = before.first_failed_at if before else self._clock.now()
        pause = min(self._first_pause_seconds * 2 ** (attempts - 1), LONGEST_PAUSE_SECONDS)
        spread = random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311  # spreads load, hides nothing
        asked = (fault.retry_after_seconds or 0.0) if isinstance(fault, DomainError) else 0.0
        wait = max(pause * spread, min(asked, LONGEST_ASKED_SECONDS))
        self._due[sequence] = self._clock.monotonic_seconds() + wait
        self._failing[sequence] = FailingEvent(sequence=sequence, attempts=attempts, first_failed_at=first)
        return self._failing[sequence]

    def forget(self, sequence: int) -> None:
        """The event is done or given up."""
        self._failing.pop(sequence, None)
        self._due.pop(sequence, None)
