"""The parameters of the events' routes, as the OpenAPI document shows them."""

from typing import Annotated, Any

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from application.events.sse.delivery import Delivery

WORDS = "separated by commas, or the parameter given several times; empty = all"


class EventFilterParameters(BaseModel):
    """Which events. All that are given must hold."""

    model_config = ConfigDict(extra="forbid")

    worker_ids: Annotated[str, Field(description=f"workers by id; {WORDS}")] = ""
    event_types: Annotated[
        str, Field(description=f"categories or short types; {WORDS}", examples=["telemetry,worker.status.changed"])
    ] = ""
    regions: Annotated[str, Field(description=f"AWS regions of the workers; {WORDS}", examples=["us-east-1"])] = ""
    tags: Annotated[
        str,
        Field(
            description="KEY:VALUE of the worker's tags when it happened; all must be there, as in the list of "
            "workers; a comma within one is written \\,",
            examples=["course:ccnp,owner:ann"],
        ),
    ] = ""
    subjects: Annotated[str, Field(description=f"what it happened to, by the CloudEvent's subject; {WORDS}")] = ""


class EventListParameters(EventFilterParameters):
    """The query of a page of events."""

    after: Annotated[str | None, Query(max_length=64, description="an event id; from the oldest kept where absent")] = (
        None
    )
    limit: Annotated[int, Query(ge=1, le=1000)] = 100


class StreamParameters(EventFilterParameters):
    """The query of the stream."""

    delivery: Annotated[
        Delivery | None,
        Field(
            description="`latest`: who is behind is told newer telemetry instead of older; `all`: every event, from "
            "memory or the log. Without it: `latest`, or `all` with an id to go on after"
        ),
    ] = None
    snapshot: Annotated[
        bool,
        Field(
            description="first the fleet as it is, in `fleet.snapshot` events; with its labs where `event_types` lets "
            "events of labs pass"
        ),
    ] = False
    last_event_id: Annotated[
        str | None, Field(description="the header `Last-Event-ID` for those who cannot set it; the header wins")
    ] = None


STREAM_HEADERS: dict[str, Any] = {
    "parameters": [
        {
            "name": "Last-Event-ID",
            "in": "header",
            "schema": {"type": "string"},
            "description": "go on after the event with this id",
        },
    ]
}
