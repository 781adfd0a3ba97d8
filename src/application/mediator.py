"""FleetMediator: neuroglia's mediator with an index per app and behaviors that fail closed."""

from collections.abc import Sequence
from typing import Any

from neuroglia.core.operation_result import OperationResult
from neuroglia.dependency_injection.service_provider import ServiceProviderBase
from neuroglia.mediation.mediator import Mediator, Request
from neuroglia.mediation.pipeline_behavior import PipelineBehavior

from application.clock import Clock
from application.events.event_handlers import LiveHandler
from application.events.live_telling import LiveTelling
from application.events.recorded_event import RecordedEvent
from application.handler_index import HandlerIndex
from application.resolve import resolve
from domain.events.fleet_event import FleetEvent


class FleetMediator(Mediator):
    """Finds handlers by type in constant time. A handler or behavior that cannot be built raises.

    The base class keeps its registry for the whole process, skips behaviors that cannot be built, and builds
    every handler of events for every event.
    """

    def __init__(
        self,
        service_provider: ServiceProviderBase,
        index: HandlerIndex,
        behaviors: Sequence[type[PipelineBehavior[Any, Any]]],
        clock: Clock,
    ) -> None:
        super().__init__(service_provider)
        self._index = index
        self._behaviors = behaviors
        self._clock = clock
        self._tellings: dict[type[LiveHandler[Any]], LiveTelling] = {}
        self._live: dict[type[FleetEvent], list[LiveTelling]] = {}

    async def execute_async(self, request: Request[Any]) -> OperationResult[Any]:
        """Send a command or query through all behaviors to its handler, in a scope of its own."""
        async with self._service_provider.create_async_scope() as scope:
            provider = scope.get_service_provider()
            handler = resolve(provider, self._index.requests[type(request)])
            behaviors = [resolve(provider, behavior) for behavior in self._behaviors]
            return await self._build_pipeline(request, handler, behaviors)

    async def publish_async(self, notification: RecordedEvent) -> None:  # type: ignore[override]
        """Tell an event to its live handlers, one after the other; one that fails or is late harms nobody else."""
        for telling in self._live_tellings(type(notification.domain_event)):
            await telling.tell_async(notification)

    def _live_tellings(self, event_type: type[FleetEvent]) -> list[LiveTelling]:
        if event_type not in self._live:
            self._live[event_type] = [self._telling(handler) for handler in self._index.live_for(event_type)]
        return self._live[event_type]

    def _telling(self, handler: type[LiveHandler[Any]]) -> LiveTelling:
        if handler not in self._tellings:
            self._tellings[handler] = LiveTelling(resolve(self._service_provider, handler), self._clock)
        return self._tellings[handler]
