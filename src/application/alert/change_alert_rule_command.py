"""ChangeAlertRuleCommand: change a rule, turn it off or on again."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.alert.alert_evaluation import AlertEvaluation
from application.alert.alert_rules import AlertRules
from domain.access.principal import Role
from domain.alert.alert_rule import AlertRule


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeAlertRuleCommand(Command[OperationResult[AlertRule]]):
    """`changes` are fields of AlertRule by name; those that are not there stay as they are."""

    required_role: ClassVar[Role] = Role.ADMIN

    rule_id: str
    changes: Mapping[str, Any]


class ChangeAlertRuleCommandHandler(CommandHandler[ChangeAlertRuleCommand, OperationResult[AlertRule]]):
    """What pends of the rule begins anew; its alerts that are so no more end before it is answered."""

    def __init__(self, rules: AlertRules, evaluation: AlertEvaluation) -> None:
        self._rules = rules
        self._evaluation = evaluation

    async def handle_async(self, request: ChangeAlertRuleCommand) -> OperationResult[AlertRule]:
        """NotFoundError, InvalidValuesError, ConflictError."""
        rule = await self._rules.load_async(request.rule_id)
        saved = await self._rules.save_async(replace(rule, **request.changes))
        await self._evaluation.look_again_async()
        return self.ok(saved)
