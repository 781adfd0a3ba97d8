"""What a client of the stream asks for."""

from collections.abc import Mapping

from starlette.requests import HTTPConnection

from api.accepted_types import weights_of
from api.events.filter_request import FILTERS, read_filter
from application.events.sse.delivery import Delivery
from application.events.sse.stream_form import FormName
from application.events.sse.stream_terms import StreamTerms
from domain.errors import InvalidRequestError
from domain.events.event_category import EventCategory

_KNOWN_PARAMETERS = (*FILTERS, "delivery", "last_event_id", "snapshot")
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


def read_terms(request: HTTPConnection, short_types: Mapping[str, EventCategory]) -> StreamTerms:
    """Read the query and the headers; `short_types` are the known ones. InvalidRequestError names the parameter.

    The header with the id wins over the parameter: a browser that comes back sends it with the address it began
    with.
    """
    for name in request.query_params:
        if name not in _KNOWN_PARAMETERS:
            raise InvalidRequestError(f"known parameters: {', '.join(_KNOWN_PARAMETERS)}", "query")
    last_event_id = request.headers.get("last-event-id") or request.query_params.get("last_event_id")
    return StreamTerms(
        event_filter=read_filter(request, short_types),
        last_event_id=last_event_id or None,
        snapshot=_flag(request, "snapshot"),
        delivery=_delivery(request.query_params.get("delivery")),
        form=_form(request.headers.get("accept", "")),
    )


def _flag(request: HTTPConnection, name: str) -> bool:
    text = request.query_params.get(name, "false").lower()
    if text not in _BOOLEANS:
        raise InvalidRequestError(f"{name} is true or false", name)
    return _BOOLEANS[text]


def _delivery(text: str | None) -> Delivery | None:
    if not text:
        return None
    if text not in set(Delivery):
        raise InvalidRequestError(f"delivery is one of {', '.join(Delivery)}", "delivery")
    return Delivery(text)


def _form(accept: str) -> FormName:
    """NDJSON for whoever names it and does not like Server-Sent Events as much."""
    named = weights_of(accept)
    return FormName.NDJSON if named.get(FormName.NDJSON, 0) > named.get(FormName.SSE, 0) else FormName.SSE
