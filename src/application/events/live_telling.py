"""LiveTelling: one live handler, kept from holding up the others."""

import asyncio
from typing import Any

import structlog

from application.clock import Clock
from application.events.event_handlers import LiveHandler
from application.events.recorded_event import RecordedEvent
from application.faults import fault_of

DEADLINE_SECONDS = 1.0
REST_SECONDS = 30.0

log = structlog.get_logger(__name__)


class LiveTelling:
    """Tells a handler each event in order.

    One that takes longer than its deadline is cut off, and is then told nothing while it rests: so the slowest
    handler costs the others a second in half a minute, whatever comes.
    """

    def __init__(self, handler: LiveHandler[Any], clock: Clock) -> None:
        self._handler = handler
        self._clock = clock
        self._rests_until = 0.0
        self._missed = 0

    async def tell_async(self, event: RecordedEvent) -> None:
        """Tell one event; what goes wrong is logged and harms nobody else."""
        if self._clock.monotonic_seconds() < self._rests_until:
            self._missed += 1
            return
        if self._missed:
            log.warning("event_handler_told_again", handler=self._name, missed_events=self._missed)
            self._missed = 0
        patience = asyncio.timeout(DEADLINE_SECONDS)
        fault = await fault_of(self._handle_in_time(event, patience))
        if fault is not None:
            self._note(event, fault, late=patience.expired())

    async def _handle_in_time(self, event: RecordedEvent, patience: asyncio.Timeout) -> None:
        async with patience:
            await self._handler.handle_async(event)

    @property
    def _name(self) -> str:
        return type(self._handler).__name__

    def _note(self, event: RecordedEvent, fault: Exception, *, late: bool) -> None:
        if late:
            self._rest(event)
        else:
            log.error("event_handler_failed", handler=self._name, event_id=str(event.position), exc_info=fault)

    def _rest(self, event: RecordedEvent) -> None:
        self._rests_until = self._clock.monotonic_seconds() + REST_SECONDS
        log.warning(
            "event_handler_rests",
            handler=self._name,
            event_id=str(event.position),
            deadline_seconds=DEADLINE_SECONDS,
            rest_seconds=REST_SECONDS,
        )
