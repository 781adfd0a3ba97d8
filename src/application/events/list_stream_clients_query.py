"""ListStreamClientsQuery: who listens to the stream of this process, and how they keep up."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler

from application.clock import rfc3339
from application.events.sse.sse_event_relay import SSEEventRelay
from application.events.sse.stream_client import StreamClient
from domain.access.principal import Role

STALLED_SECONDS = 3.0
STATES = ("waiting", "behind", "stalled")


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamClientDto:
    """One client of the stream.

    `wanted` is its filter in words; `lag_events` is how many events of the log, wanted or not, it has not been
    told about. It is *waiting* when it was told all there is, *behind* while it is being told, and *stalled* when
    its socket has taken nothing for three seconds. Events and bytes count from `since`; `coalesced_events` were
    left out for newer ones.
    """

    id: str
    principal_id: str
    principal_name: str
    address: str
    since: str
    wanted: str
    delivery: str
    form: str
    state: str
    lag_events: int
    sent_events: int
    sent_bytes: int
    coalesced_events: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamClientsDto:
    """All clients of this process, those who came first at the top, and sums over them."""

    items: Sequence[StreamClientDto]
    total: int
    total_by_state: Mapping[str, int]
    longest_lag_events: int
    sent_events: int
    sent_bytes: int
    coalesced_events: int


@dataclass(frozen=True, slots=True)
class ListStreamClientsQuery(Query[OperationResult[StreamClientsDto]]):
    """The clients of the process that answers."""

    required_role: ClassVar[Role] = Role.ADMIN


class ListStreamClientsQueryHandler(QueryHandler[ListStreamClientsQuery, OperationResult[StreamClientsDto]]):
    """Reads what each client's writes have counted; nothing is kept for this alone."""

    def __init__(self, relay: SSEEventRelay) -> None:
        self._relay = relay

    async def handle_async(self, request: ListStreamClientsQuery) -> OperationResult[StreamClientsDto]:  # noqa: ARG002  # asks all
        """Return them."""
        clients = sorted(self._relay.clients, key=lambda client: client.since)
        items = [_dto(client, self._relay.head) for client in clients]
        states = Counter(item.state for item in items)
        return self.ok(
            StreamClientsDto(
                items=items,
                total=len(items),
                total_by_state={state: states[state] for state in STATES},
                longest_lag_events=max((item.lag_events for item in items), default=0),
                sent_events=sum(item.sent_events for item in items),
                sent_bytes=sum(item.sent_bytes for item in items),
                coalesced_events=sum(item.coalesced_events for item in items),
            )
        )


def _dto(client: StreamClient, head: int) -> StreamClientDto:
    subscription, state = client.subscription, _state(client)
    return StreamClientDto(
        id=subscription.id,
        principal_id=subscription.listener.principal.id,
        principal_name=subscription.listener.principal.name,
        address=subscription.listener.address,
        since=rfc3339(client.since),
        wanted=subscription.terms.event_filter.in_words(),
        delivery=subscription.delivery.value,
        form=subscription.terms.form.value,
        state=state,
        lag_events=0 if state == "waiting" else max(0, head - subscription.cursor),
        sent_events=subscription.events_sent,
        sent_bytes=client.bytes_sent,
        coalesced_events=subscription.coalesced,
    )


def _state(client: StreamClient) -> str:
    if client.subscription.is_waiting:
        return "waiting"
    return "stalled" if client.is_stalled(STALLED_SECONDS) else "behind"
