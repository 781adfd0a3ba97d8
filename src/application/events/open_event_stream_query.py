"""OpenEventStreamQuery: listen to the fleet from now on."""

from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler

from application.access.acting import acting_principal
from application.events.sse.sse_event_relay import SSEEventRelay
from application.events.sse.stream_terms import Listener, StreamTerms
from application.events.sse.subscription import Subscription
from domain.access.principal import SYSTEM_PRINCIPAL, Role


@dataclass(frozen=True, slots=True)
class OpenEventStreamQuery(Query[OperationResult[Subscription]]):
    """`address` is where the client is, as far as the connection tells."""

    required_role: ClassVar[Role] = Role.VIEWER

    terms: StreamTerms
    address: str = ""


class OpenEventStreamQueryHandler(QueryHandler[OpenEventStreamQuery, OperationResult[Subscription]]):
    """Whoever may open the stream is decided here, once; KeyReview ends what is no longer allowed."""

    def __init__(self, relay: SSEEventRelay) -> None:
        self._relay = relay

    async def handle_async(self, request: OpenEventStreamQuery) -> OperationResult[Subscription]:
        """Return the subscription, which costs nothing until a response attaches it."""
        listener = Listener(acting_principal() or SYSTEM_PRINCIPAL, request.address)
        return self.ok(self._relay.subscribe(request.terms, listener))
