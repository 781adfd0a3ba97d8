"""AcknowledgeAlertCommand: say that somebody takes care of it."""

from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.access.acting import acting_id
from application.alert.alert_dto import AlertDto
from application.clock import Clock
from domain.access.principal import Role
from domain.alert.alert import Alert
from domain.alert.alert_repository import AlertRepository
from domain.errors import ConflictError, NotFoundError


@dataclass(frozen=True, slots=True, kw_only=True)
class AcknowledgeAlertCommand(Command[OperationResult[AlertDto]]):
    """`comment` is for the others."""

    required_role: ClassVar[Role] = Role.OPERATOR

    alert_id: str
    comment: str = ""


class AcknowledgeAlertCommandHandler(CommandHandler[AcknowledgeAlertCommand, OperationResult[AlertDto]]):
    """Who says so second changes nothing, and is shown who was first."""

    def __init__(self, alerts: AlertRepository, clock: Clock) -> None:
        self._alerts = alerts
        self._clock = clock

    async def handle_async(self, request: AcknowledgeAlertCommand) -> OperationResult[AlertDto]:
        """NotFoundError; ConflictError where it is not firing, or overtaken twice."""
        by, now = acting_id(), self._clock.now()

        def acknowledge(alert: Alert) -> None:
            alert.acknowledge(by, request.comment, now)

        found = await self._alerts.get_many_async([request.alert_id])
        if not found:
            raise NotFoundError("there is no alert with this id")
        acknowledge(found[0])
        if await self._alerts.update_many_async(found, acknowledge):
            raise ConflictError("the alert was changed by somebody else meanwhile, twice; ask again")
        [alert] = await self._alerts.get_many_async([request.alert_id])
        return self.ok(AlertDto.of(alert.state))
