"""Mutes of alerts over HTTP: /api/alert-mutes."""

from collections.abc import Sequence
from typing import Annotated

from classy_fastapi.decorators import delete, get, post
from fastapi import Path
from starlette.responses import Response

from api.alert.alert_bodies import MuteListReply, MuteReply, MuteRequest
from api.controller import FleetController
from api.openapi.problem_responses import problems
from api.problem_details import json_response
from application.alert.list_alert_mutes_query import ListAlertMutesQuery
from application.alert.mute_alerts_command import MuteAlertsCommand
from application.alert.unmute_alerts_command import UnmuteAlertsCommand
from domain.alert.alert_mute import AlertMute

MuteId = Annotated[str, Path(pattern=r"^(rule|worker)-[a-z0-9-]{1,200}$", description="a mute's id")]


class AlertMutesController(FleetController):
    """What is to be seen and to call nobody, until a time."""

    path = "/api/alert-mutes"

    @get("", response_model=MuteListReply, responses=problems())
    async def list_alert_mutes(self) -> Response:
        """List the mutes that hold, the first to end first."""
        return await self.execute_async(ListAlertMutesQuery(), _listed)

    @post("", response_model=MuteReply, responses=problems(404, 409))
    async def mute_alerts(self, body: MuteRequest) -> Response:
        """Mute a rule, a worker, or a rule on one worker; takes the place of the mute before."""
        command = MuteAlertsCommand(
            rule_id=body.rule_id, worker_id=body.worker_id, until=body.until, reason=body.reason
        )
        return await self.execute_async(command, _shown)

    @delete("/{mute_id}", status_code=204, responses=problems(404))
    async def unmute_alerts(self, mute_id: MuteId) -> Response:
        """End a mute before its time: what is still so fires."""
        return await self.execute_async(UnmuteAlertsCommand(mute_id))


def _reply(mute: AlertMute) -> MuteReply:
    return MuteReply(
        id=mute.id,
        rule_id=mute.rule_id,
        worker_id=mute.worker_id,
        until=mute.until,
        reason=mute.reason,
        muted_by=mute.muted_by,
        muted_at=mute.muted_at,
    )


def _shown(mute: AlertMute, status: int) -> Response:
    return json_response(_reply(mute), status)


def _listed(mutes: Sequence[AlertMute], status: int) -> Response:
    return json_response(MuteListReply(items=list(map(_reply, mutes))), status)
