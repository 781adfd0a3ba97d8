"""The description of the events: /api/asyncapi.json."""

from classy_fastapi.decorators import get
from neuroglia.mediation.mediator import Mediator
from starlette.responses import Response

from api.controller import PROBLEMS, FleetController
from api.events.asyncapi_document import asyncapi_document
from api.problem_details import json_response
from application.events.describe_events_query import DescribeEventsQuery, EventsDescription
from application.job.job_discovery import JobCatalogue


class AsyncApiController(FleetController):
    """The stream's side of what the OpenAPI document is for requests."""

    path = "/api"

    def __init__(self, mediator: Mediator, jobs: JobCatalogue) -> None:
        super().__init__(mediator)
        self._results = jobs.result_schemas()

    @get("/asyncapi.json", response_model=dict[str, object], responses=PROBLEMS)
    async def describe_events(self) -> Response:
        """Describe the event stream and the data of every event (AsyncAPI 3.0.0)."""
        return await self.execute_async(DescribeEventsQuery(), self._document)

    def _document(self, description: EventsDescription, status: int) -> Response:
        return json_response(asyncapi_document(description, self._results), status)
