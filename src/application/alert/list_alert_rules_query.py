"""ListAlertRulesQuery: what is watched."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler

from application.alert.alert_rules import AlertRules
from domain.access.principal import Role
from domain.alert.alert_rule import AlertRule


@dataclass(frozen=True, slots=True)
class ListAlertRulesQuery(Query[OperationResult[Sequence[AlertRule]]]):
    """All of them."""

    required_role: ClassVar[Role] = Role.OPERATOR


class ListAlertRulesQueryHandler(QueryHandler[ListAlertRulesQuery, OperationResult[Sequence[AlertRule]]]):
    """By id."""

    def __init__(self, rules: AlertRules) -> None:
        self._rules = rules

    async def handle_async(
        self,
        request: ListAlertRulesQuery,  # noqa: ARG002  # asks all
    ) -> OperationResult[Sequence[AlertRule]]:
        """Return the rules of the service and those of people."""
        return self.ok(await self._rules.list_async())
