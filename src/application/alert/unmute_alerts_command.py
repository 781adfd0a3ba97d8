"""UnmuteAlertsCommand: end a mute before its time."""

from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.alert.alert_evaluation import AlertEvaluation
from domain.access.principal import Role
from domain.alert.alert_mute import AlertMuteRepository
from domain.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class UnmuteAlertsCommand(Command[OperationResult[None]]):
    """What is still so fires."""

    required_role: ClassVar[Role] = Role.OPERATOR

    mute_id: str


class UnmuteAlertsCommandHandler(CommandHandler[UnmuteAlertsCommand, OperationResult[None]]):
    """The fleet is looked at before it is answered."""

    def __init__(self, mutes: AlertMuteRepository, evaluation: AlertEvaluation) -> None:
        self._mutes = mutes
        self._evaluation = evaluation

    async def handle_async(self, request: UnmuteAlertsCommand) -> OperationResult[None]:
        """NotFoundError where there is none."""
        if not await self._mutes.remove_async(request.mute_id):
            raise NotFoundError("there is no mute with this id")
        await self._evaluation.look_again_async()
        return self.no_content()
