"""Events over HTTP: /api/events."""

from typing import Annotated

from classy_fastapi.decorators import get
from fastapi import Query
from neuroglia.mediation.mediator import Mediator
from pydantic import BaseModel, ConfigDict
from starlette.requests import Request
from starlette.responses import Response

from api.controller import PROBLEMS, FleetController
from api.events.event_page import EventPageReply, page_json
from api.events.sse_request import SSERequest, read_filter
from api.events.sse_response import SSEResponse
from api.problem_details import json_response
from application.events.event_catalogue import EventCatalogue
from application.events.event_position import EventPosition
from application.events.list_events_query import EventPage, ListEventsQuery
from application.events.open_event_stream_query import OpenEventStreamQuery
from application.events.sse.subscription import Subscription


class EventListParameters(BaseModel):
    """The query of a page of events."""

    model_config = ConfigDict(extra="forbid")

    worker_ids: str = ""
    event_types: str = ""
    after: Annotated[str | None, Query(max_length=64, description="an event id; from the oldest kept where absent")] = (
        None
    )
    limit: Annotated[int, Query(ge=1, le=1000)] = 100


class EventsController(FleetController):
    """What happened, and what happens."""

    path = "/events"

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

    @get("/stream", responses={200: {"content": {"text/event-stream": {}}}, **PROBLEMS})
    async def stream_events(self, request: Request) -> Response:
        """Listen as Server-Sent Events; `Last-Event-ID` goes on where a stream broke off."""
        asked = SSERequest.read(request, self._short_types)
        query = OpenEventStreamQuery(
            wanted=asked.event_filter, last_event_id=asked.last_event_id, snapshot=asked.snapshot
        )
        return await self.execute_async(query, _stream)


def _page(page: EventPage, status: int) -> Response:
    return json_response(page_json(page), status)


def _stream(subscription: Subscription, _: int) -> Response:
    return SSEResponse(subscription)
