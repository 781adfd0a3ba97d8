"""The fleet over HTTP: /api/fleet."""

from classy_fastapi.decorators import get
from starlette.responses import Response

from api.controller import FleetController
from api.openapi.problem_responses import NOT_MODIFIED, problems
from api.problem_details import tagged_response
from application.idle.get_fleet_idle_query import FleetIdleDto, GetFleetIdleQuery
from application.worker.get_fleet_query import FleetDto, GetFleetQuery


class FleetSummaryController(FleetController):
    """The fleet as a whole."""

    path = "/api/fleet"

    @get("", response_model=FleetDto, responses={**NOT_MODIFIED, **problems()})
    async def get_fleet(self) -> Response:
        """Count workers by status and region, and tell how fresh the picture is and who fails."""
        return await self.execute_async(GetFleetQuery(), _tagged)

    @get("/idle", response_model=FleetIdleDto, responses=problems())
    async def get_fleet_idle(self) -> Response:
        """Count the workers that nobody uses, and tell what they cost per hour."""
        return await self.execute_async(GetFleetIdleQuery())


def _tagged(fleet: FleetDto, status: int) -> Response:
    return tagged_response(fleet, status, fleet.fleet_sequence)
