"""Rules of alerts over HTTP: /api/alert-rules."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

from classy_fastapi.decorators import delete, get, patch, post
from fastapi import Path
from starlette.responses import Response

from api.alert.alert_rule_bodies import (
    RULE_ID_PATTERN,
    AlertRuleListReply,
    AlertRuleReply,
    ChangeAlertRuleRequest,
    CreateAlertRuleRequest,
)
from api.controller import FleetController
from api.openapi.problem_responses import problems
from api.problem_details import json_response
from application.alert.change_alert_rule_command import ChangeAlertRuleCommand
from application.alert.create_alert_rule_command import CreateAlertRuleCommand
from application.alert.get_alert_rule_query import GetAlertRuleQuery
from application.alert.list_alert_rules_query import ListAlertRulesQuery
from application.alert.remove_alert_rule_command import RemoveAlertRuleCommand
from domain.alert.alert_rule import AlertRule

PathRuleId = Annotated[str, Path(pattern=RULE_ID_PATTERN, description="a rule's id")]


class AlertRulesController(FleetController):
    """What is watched of workers, and when it is an alert."""

    path = "/api/alert-rules"

    @get("", response_model=AlertRuleListReply, responses=problems())
    async def list_alert_rules(self) -> Response:
        """List all rules, also those that the service brings along."""
        return await self.execute_async(ListAlertRulesQuery(), _listed)

    @post("", status_code=201, response_model=AlertRuleReply, responses=problems(409))
    async def create_alert_rule(self, body: CreateAlertRuleRequest) -> Response:
        """Watch something else; the fleet is looked at before this is answered."""
        command = CreateAlertRuleCommand(
            rule_id=body.id,
            description=body.description,
            watched=body.watched,
            comparison=body.comparison,
            threshold=body.threshold,
            clear_threshold=body.clear_threshold,
            state=body.state,
            for_seconds=body.for_seconds,
            severity=body.severity,
            scope=body.scope.scope,
            enabled=body.enabled,
        )
        return await self.execute_async(command, _shown)

    @get("/{rule_id}", response_model=AlertRuleReply, responses=problems(404))
    async def get_alert_rule(self, rule_id: PathRuleId) -> Response:
        """Show one rule."""
        return await self.execute_async(GetAlertRuleQuery(rule_id), _shown)

    @patch("/{rule_id}", response_model=AlertRuleReply, responses=problems(404, 409))
    async def change_alert_rule(self, rule_id: PathRuleId, body: ChangeAlertRuleRequest) -> Response:
        """Change a rule, turn it off or on again; what pends of it begins anew."""
        return await self.execute_async(ChangeAlertRuleCommand(rule_id=rule_id, changes=body.changes), _shown)

    @delete("/{rule_id}", status_code=204, responses=problems(404, 409))
    async def remove_alert_rule(self, rule_id: PathRuleId) -> Response:
        """Remove a rule; its alerts are over by that."""
        return await self.execute_async(RemoveAlertRuleCommand(rule_id))


def _reply(rule: AlertRule) -> AlertRuleReply:
    changed_at = rule.changed_at if rule.version else None
    return AlertRuleReply.model_validate({**asdict(rule), "changed_at": changed_at})


def _shown(rule: AlertRule, status: int) -> Response:
    return json_response(_reply(rule), status)


def _listed(rules: Sequence[AlertRule], status: int) -> Response:
    return json_response(AlertRuleListReply(items=list(map(_reply, rules))), status)
