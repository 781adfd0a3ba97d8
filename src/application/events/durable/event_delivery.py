"""EventDelivery: hands events to a durable handler, and finds out which of them it cannot take."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from neuroglia.dependency_injection.service_provider import ServiceProviderBase
from opentelemetry.trace import Tracer

from application.access.acting import acting_as
from application.events.durable.durable_consumer import DurableConsumer
from application.events.event_handlers import DurableHandler
from application.events.recorded_event import RecordedEvent
from application.events.reprojection import Reprojection
from application.faults import fault_of
from application.resolve import resolve
from application.settings import Settings
from domain.access.principal import SYSTEM_PRINCIPAL
from domain.errors import SourceUnavailableError

log = structlog.get_logger(__name__)

Faults = Mapping[int, Exception]
"""Why events could not be taken, by their sequence."""


class EventDelivery:
    """Runs handlers as the system principal, in a scope and a span of their own and under a deadline.

    An event is told as soon as it is in the log, and its document may be a moment behind, or for ever if the process
    that was to write it has died. So what is behind is projected first: a handler finds what it is told of.
    """

    def __init__(
        self, services: ServiceProviderBase, reprojection: Reprojection, tracer: Tracer, settings: Settings
    ) -> None:
        self._services = services
        self._reprojection = reprojection
        self._tracer = tracer
        self._deadline_seconds = settings.durable_handler_timeout_seconds

    async def deliver_async(self, consumer: DurableConsumer, events: Sequence[RecordedEvent]) -> Faults:
        """Hand over all at once; where that fails, one half after the other, down to the events that are to blame.

        A source that is away, or too slow, is no event's fault: then all of them wait, and it is not asked for each.
        """
        fault = await fault_of(self._hand_over_async(consumer, events))
        if fault is None:
            return {}
        if len(events) == 1 or isinstance(fault, SourceUnavailableError | TimeoutError):
            return {event.sequence: fault for event in events}
        half = len(events) // 2
        first = await self.deliver_async(consumer, events[:half])
        return {**first, **await self.deliver_async(consumer, events[half:])}

    async def give_up_async(self, consumer: DurableConsumer, events: Sequence[RecordedEvent]) -> None:
        """Let the handler know of events that are dead letters now; what it raises is logged, they are given up."""
        for event in events:
            if fault := await fault_of(self._let_go_async(consumer, event)):
                log.error("durable_handler_failed_to_give_up", event_id=str(event.position), exc_info=fault)

    async def miss_async(self, consumer: DurableConsumer, first: int, last: int) -> None:
        """Let the consumer know of events that the log let go; what it raises comes out."""
        with acting_as(SYSTEM_PRINCIPAL):
            async with asyncio.timeout(self._deadline_seconds), self._services.create_async_scope() as scope:
                await _handler_in(scope.get_service_provider(), consumer).miss_async(first, last)

    async def _let_go_async(self, consumer: DurableConsumer, event: RecordedEvent) -> None:
        with acting_as(SYSTEM_PRINCIPAL):
            async with asyncio.timeout(self._deadline_seconds), self._services.create_async_scope() as scope:
                await _handler_in(scope.get_service_provider(), consumer).give_up_async(event)

    async def _hand_over_async(self, consumer: DurableConsumer, events: Sequence[RecordedEvent]) -> None:
        with acting_as(SYSTEM_PRINCIPAL), self._tracer.start_as_current_span(consumer.handler_type.__name__) as span:
            span.set_attribute("events", len(events))
            deadline_seconds = consumer.handler_type.timeout_seconds or self._deadline_seconds
            async with asyncio.timeout(deadline_seconds), self._services.create_async_scope() as scope:
                await self._reprojection.project_again_async({event.subject for event in events})
                await _handler_in(scope.get_service_provider(), consumer).handle_many_async(events)


def _handler_in(services: ServiceProviderBase, consumer: DurableConsumer) -> DurableHandler[Any]:
    handler = resolve(services, consumer.handler_type)
    handler.subscriber = consumer.subscriber
    return handler
