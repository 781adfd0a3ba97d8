"""Archive plans over HTTP: /api/archive-plans."""

from collections.abc import Sequence
from typing import Annotated

from classy_fastapi.decorators import delete, get, patch, post
from fastapi import Header, Path
from starlette.responses import Response

from api.archive.archive_plan_bodies import (
    ArchivePlanListReply,
    ArchivePlanReply,
    ArchivePlanRunReply,
    CreateArchivePlanRequest,
    UpdateArchivePlanRequest,
    plan_reply,
)
from api.controller import FleetController
from api.entity_tags import expected_versions
from api.ids import UUID_PATTERN
from api.openapi.problem_responses import NOT_MODIFIED, problems
from api.problem_details import json_response, tagged_response
from application.archive.create_archive_plan_command import CreateArchivePlanCommand
from application.archive.get_archive_plan_query import GetArchivePlanQuery
from application.archive.list_archive_plans_query import ListArchivePlansQuery
from application.archive.remove_archive_plan_command import RemoveArchivePlanCommand
from application.archive.run_archive_plan_command import RunArchivePlanCommand
from application.archive.update_archive_plan_command import UpdateArchivePlanCommand
from domain.archive.archive_plan import ArchivePlan

PlanId = Annotated[str, Path(pattern=UUID_PATTERN, description="an archive plan's id")]
IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        description='the ETag of the plan that this is meant for, or its version alone, as in "7": where somebody else '
        "changed it since, nothing is done and the answer is 412",
        examples=['"7"'],
    ),
]


class ArchivePlansController(FleetController):
    """What is archived again and again. Everybody has his own plans, an admin has all."""

    path = "/api/archive-plans"

    @get("", response_model=ArchivePlanListReply, responses=problems())
    async def list_archive_plans(self) -> Response:
        """List plans."""
        return await self.execute_async(ListArchivePlansQuery(), _listed)

    @post("", status_code=201, response_model=ArchivePlanReply, responses=problems(409))
    async def create_archive_plan(self, body: CreateArchivePlanRequest) -> Response:
        """Have something archived from its next time on."""
        command = CreateArchivePlanCommand(
            name=body.name,
            what=body.what,
            window_days=body.window_days,
            format=body.format,
            destination=body.destination,
            schedule=body.schedule.schedule,
            prune=body.prune,
            active=body.active,
        )
        return await self.execute_async(command, _shown)

    @get("/{plan_id}", response_model=ArchivePlanReply, responses={**NOT_MODIFIED, **problems(404)})
    async def get_archive_plan(self, plan_id: PlanId) -> Response:
        """Show one plan."""
        return await self.execute_async(GetArchivePlanQuery(plan_id), _shown)

    @patch("/{plan_id}", response_model=ArchivePlanReply, responses=problems(404, 409, 412))
    async def update_archive_plan(
        self, plan_id: PlanId, body: UpdateArchivePlanRequest, if_match: IfMatch = None
    ) -> Response:
        """Change a plan; what was due while it was off is not made up for."""
        command = UpdateArchivePlanCommand(
            plan_id=plan_id,
            name=body.name,
            what=body.what,
            window_days=body.window_days,
            format=body.format,
            destination=body.destination,
            schedule=body.schedule.schedule if body.schedule else None,
            prune=body.prune,
            active=body.active,
            expected_versions=expected_versions(if_match),
        )
        return await self.execute_async(command, _shown)

    @delete("/{plan_id}", status_code=204, responses=problems(404, 412))
    async def remove_archive_plan(self, plan_id: PlanId, if_match: IfMatch = None) -> Response:
        """Remove a plan; what it has archived stays."""
        return await self.execute_async(RemoveArchivePlanCommand(plan_id, expected_versions(if_match)))

    @post("/{plan_id}/run", status_code=202, response_model=ArchivePlanRunReply, responses=problems(404, 409))
    async def run_archive_plan(self, plan_id: PlanId) -> Response:
        """Carry a plan out now, whatever its schedule says."""
        return await self.execute_async(RunArchivePlanCommand(plan_id))


def _shown(plan: ArchivePlan, status: int) -> Response:
    return tagged_response(plan_reply(plan), status, plan.version)


def _listed(plans: Sequence[ArchivePlan], status: int) -> Response:
    return json_response(ArchivePlanListReply(items=list(map(plan_reply, plans))), status)
