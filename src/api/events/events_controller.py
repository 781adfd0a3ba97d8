"""Events over HTTP: /api/events."""

from typing import Annotated, Any

from classy_fastapi.decorators import get
from fastapi import Query
from neuroglia.mediation.mediator import Mediator
from starlette.requests import Request
from starlette.responses import Response

from api.controller import PROBLEMS, FleetController
from api.events.event_page import EventPageReply, page_json
from api.events.event_parameters import STREAM_HEADERS, EventListParameters, StreamParameters
from api.events.filter_request import read_filter
from api.events.sse_request import read_terms
from api.events.sse_response import SSEResponse
from api.problem_details import json_response
from application.events.event_catalogue import EventCatalogue
from application.events.event_position import EventPosition
from application.events.list_events_query import EventPage, ListEventsQuery
from application.events.list_stream_clients_query import ListStreamClientsQuery, StreamClientsDto
from application.events.open_event_stream_query import OpenEventStreamQuery
from application.events.sse.stream_form import FormName
from application.events.sse.subscription import Subscription

STREAM: dict[int | str, dict[str, Any]] = {200: {"content": {form.value: {} for form in FormName}}, **PROBLEMS}


class EventsController(FleetController):
    """What happened, and what happens."""

    path = "/api/events"

    def __init__(self, mediator: Mediator, catalogue: EventCatalogue) -> None:
        super().__init__(mediator)
        self._short_types = catalogue.short_types

    @get("", response_model=EventPageReply, responses=PROBLEMS)
    async def list_events(self, request: Request, parameters: Annotated[EventListParameters, Query()]) -> Response:
        """Page through the log; a page may be short of `limit`: ask on after `next` until it equals `head`."""
        query = ListEventsQuery(
            wanted=read_filter(request, self._short_types),
            after=EventPosition.parse(parameters.after) if parameters.after else None,
            limit=parameters.limit,
        )
        return await self.execute_async(query, _page)

    @get("/stream", responses=STREAM, openapi_extra=STREAM_HEADERS)
    async def stream_events(self, request: Request, parameters: Annotated[StreamParameters, Query()]) -> Response:  # noqa: ARG002  # read below, each of several values
        """Listen as Server-Sent Events, or to CloudEvents a line with `Accept: application/x-ndjson`."""
        query = OpenEventStreamQuery(
            read_terms(request, self._short_types), request.client.host if request.client else ""
        )
        return await self.execute_async(query, _stream)

    @get("/clients", response_model=StreamClientsDto, responses=PROBLEMS)
    async def list_clients(self) -> Response:
        """Show who listens to the stream of the process that answers, and how they keep up."""
        return await self.execute_async(ListStreamClientsQuery())


def _page(page: EventPage, status: int) -> Response:
    return json_response(page_json(page), status)


def _stream(subscription: Subscription, _: int) -> Response:
    return SSEResponse(subscription)
