"""OpenEventStreamQuery: listen to the fleet from now on."""

from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler

from application.events.sse.event_filter import EventFilter
from application.events.sse.sse_event_relay import SSEEventRelay
from application.events.sse.subscription import Subscription
from domain.access.principal import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenEventStreamQuery(Query[OperationResult[Subscription]]):
    """`last_event_id` None = from now; `snapshot` = first the fleet as it is, then what happens to it."""

    required_role: ClassVar[Role] = Role.VIEWER

    wanted: EventFilter
    last_event_id: str | None = None
    snapshot: bool = False


class OpenEventStreamQueryHandler(QueryHandler[OpenEventStreamQuery, OperationResult[Subscription]]):
    """Whoever may open the stream is decided here, once."""

    def __init__(self, relay: SSEEventRelay) -> None:
        self._relay = relay

    async def handle_async(self, request: OpenEventStreamQuery) -> OperationResult[Subscription]:
        """Return the subscription, which costs nothing until a response attaches it."""
        return self.ok(self._relay.subscribe(request.wanted, request.last_event_id, snapshot=request.snapshot))
