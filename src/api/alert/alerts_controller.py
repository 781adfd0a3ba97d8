"""Alerts over HTTP: /api/alerts."""

from typing import Annotated

from classy_fastapi.decorators import get, post
from fastapi import Path, Query
from starlette.responses import Response

from api.alert.alert_bodies import AcknowledgeRequest, AlertListReply
from api.controller import FleetController
from api.ids import UUID_PATTERN
from api.openapi.problem_responses import problems
from application.alert.acknowledge_alert_command import AcknowledgeAlertCommand
from application.alert.alert_criteria import AlertCriteria
from application.alert.alert_dto import AlertDto
from application.alert.get_alert_query import GetAlertQuery
from application.alert.list_alerts_query import ListAlertsQuery
from domain.alert.alert_rule import Severity
from domain.alert.alert_state import AlertStatus

AlertId = Annotated[str, Path(pattern=UUID_PATTERN, description="an alert's id, a UUID")]
MANY = "the parameter may be given several times; none = all"


class AlertsController(FleetController):
    """What is not as it should be, since when, and who takes care of it."""

    path = "/api/alerts"

    @get("", response_model=AlertListReply, responses=problems())
    async def list_alerts(
        self,
        *,
        status: Annotated[list[AlertStatus], Query(default_factory=list, description=MANY)],
        severity: Annotated[list[Severity], Query(default_factory=list, description=MANY)],
        rule_id: Annotated[list[str], Query(default_factory=list, description=MANY)],
        worker_id: Annotated[list[str], Query(default_factory=list, description=MANY)],
        region: Annotated[list[str], Query(default_factory=list, description=MANY)],
        limit: Annotated[int, Query(ge=1, le=1000)] = 500,
    ) -> Response:
        """List alerts, the newest first: those that are so, and those that were resolved within a day."""
        criteria = AlertCriteria(
            statuses=frozenset(status),
            severities=frozenset(severity),
            rule_ids=frozenset(rule_id),
            worker_ids=frozenset(worker_id),
            regions=frozenset(region),
        )
        return await self.execute_async(ListAlertsQuery(criteria=criteria, limit=limit))

    @get("/{alert_id}", response_model=AlertDto, responses=problems(404))
    async def get_alert(self, alert_id: AlertId) -> Response:
        """Show one alert, for thirty days after it was resolved."""
        return await self.execute_async(GetAlertQuery(alert_id))

    @post("/{alert_id}/acknowledge", response_model=AlertDto, responses=problems(404, 409))
    async def acknowledge_alert(self, alert_id: AlertId, body: AcknowledgeRequest) -> Response:
        """Take care of an alert that fires; who comes second is shown who was first."""
        return await self.execute_async(AcknowledgeAlertCommand(alert_id=alert_id, comment=body.comment))
