"""RemoveAlertRuleCommand: watch something no more."""

from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.alert.alert_evaluation import AlertEvaluation
from application.alert.alert_rules import AlertRules
from domain.access.principal import Role


@dataclass(frozen=True, slots=True)
class RemoveAlertRuleCommand(Command[OperationResult[None]]):
    """Its alerts are over by that."""

    required_role: ClassVar[Role] = Role.ADMIN

    rule_id: str


class RemoveAlertRuleCommandHandler(CommandHandler[RemoveAlertRuleCommand, OperationResult[None]]):
    """The fleet is looked at before it is answered."""

    def __init__(self, rules: AlertRules, evaluation: AlertEvaluation) -> None:
        self._rules = rules
        self._evaluation = evaluation

    async def handle_async(self, request: RemoveAlertRuleCommand) -> OperationResult[None]:
        """NotFoundError; ConflictError for a rule of the service."""
        await self._rules.remove_async(request.rule_id)
        await self._evaluation.look_again_async()
        return self.no_content()
