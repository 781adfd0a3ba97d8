"""GetAlertRuleQuery: one rule."""

from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler

from application.alert.alert_rules import AlertRules
from domain.access.principal import Role
from domain.alert.alert_rule import AlertRule


@dataclass(frozen=True, slots=True)
class GetAlertRuleQuery(Query[OperationResult[AlertRule]]):
    """The one with this id."""

    required_role: ClassVar[Role] = Role.OPERATOR

    rule_id: str


class GetAlertRuleQueryHandler(QueryHandler[GetAlertRuleQuery, OperationResult[AlertRule]]):
    """As it is stored, or as the service brings it along."""

    def __init__(self, rules: AlertRules) -> None:
        self._rules = rules

    async def handle_async(self, request: GetAlertRuleQuery) -> OperationResult[AlertRule]:
        """NotFoundError where there is none."""
        return self.ok(await self._rules.load_async(request.rule_id))
