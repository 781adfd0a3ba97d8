"""What a client of the stream asks for, and who it is."""

from dataclasses import dataclass

from application.events.sse.delivery import Delivery
from application.events.sse.event_filter import EVERY_EVENT, EventFilter
from application.events.sse.stream_form import FormName
from domain.access.principal import Principal


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamTerms:
    """`last_event_id` as the client sent it, None to begin now; `snapshot` = first the fleet as it is.

    Without a `delivery` who begins now is told the newest, and who goes on after an id is told all.
    """

    event_filter: EventFilter = EVERY_EVENT
    last_event_id: str | None = None
    snapshot: bool = False
    delivery: Delivery | None = None
    form: FormName = FormName.SSE


@dataclass(frozen=True, slots=True)
class Listener:
    """Who listens: as whom, and from which network address."""

    principal: Principal
    address: str
