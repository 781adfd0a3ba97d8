"""CreateAlertRuleCommand: watch something else."""

from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.alert.alert_evaluation import AlertEvaluation
from application.alert.alert_rules import AlertRules
from domain.access.principal import Role
from domain.alert.alert_rule import AlertRule, AlertScope, Severity
from domain.alert.watched import Comparison, Watched


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateAlertRuleCommand(Command[OperationResult[AlertRule]]):
    """The fields are those of AlertRule."""

    required_role: ClassVar[Role] = Role.ADMIN

    rule_id: str
    description: str
    watched: Watched
    comparison: Comparison
    threshold: float | None
    clear_threshold: float | None
    state: str
    for_seconds: float
    severity: Severity
    scope: AlertScope
    enabled: bool


class CreateAlertRuleCommandHandler(CommandHandler[CreateAlertRuleCommand, OperationResult[AlertRule]]):
    """The fleet is looked at before it is answered."""

    def __init__(self, rules: AlertRules, evaluation: AlertEvaluation) -> None:
        self._rules = rules
        self._evaluation = evaluation

    async def handle_async(self, request: CreateAlertRuleCommand) -> OperationResult[AlertRule]:
        """InvalidValuesError, ConflictError."""
        rule = AlertRule(
            id=request.rule_id,
            description=request.description,
            watched=request.watched,
            comparison=request.comparison,
            threshold=request.threshold,
            clear_threshold=request.clear_threshold,
            state=request.state,
            for_seconds=request.for_seconds,
            severity=request.severity,
            scope=request.scope,
            enabled=request.enabled,
        )
        added = await self._rules.add_async(rule)
        await self._evaluation.look_again_async()
        return self.created(added)
