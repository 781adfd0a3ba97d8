"""The base of every controller: send one request, format its result."""

from collections.abc import Callable
from typing import Any, ClassVar

from classy_fastapi.routable import Routable
from neuroglia.mediation.mediator import Mediator, Request
from neuroglia.mvc.controller_base import ControllerBase
from starlette.responses import Response

from api.openapi.problem_responses import problems
from api.problem_details import json_response, refusal_response
from application.behaviors.error_behavior import RefusedResult

Form = Callable[[Any, int], Response]

PROBLEMS = problems(404, 409)


class FleetController(ControllerBase):
    """Its routes begin with `path`. neuroglia's mapper and serializer are not used: replies are made by hand."""

    path: ClassVar[str]

    def __init__(self, mediator: Mediator) -> None:
        self.mediator = mediator
        self.name = self.tag()
        Routable.__init__(self, prefix=self.path, tags=[self.name])

    @classmethod
    def tag(cls) -> str:
        """Return the name under which its routes stand in the OpenAPI document."""
        return cls.__name__.removesuffix("Controller")

    async def execute_async(self, request: Request[Any], form: Form = json_response) -> Response:
        """Send the request; answer with its data as `form` formats it, or with problem details."""
        result = await self.mediator.execute_async(request)
        if isinstance(result, RefusedResult):
            return refusal_response(result)
        if result.data is None:
            return Response(status_code=result.status)
        return form(result.data, result.status)
