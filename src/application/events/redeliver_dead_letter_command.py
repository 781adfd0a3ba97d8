"""RedeliverDeadLetterCommand: tell one event again that its handler gave up."""

from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.clock import Clock
from application.ports.dead_letters import DeadLetters
from domain.access.principal import Role
from domain.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class RedeliverDeadLetterCommand(Command[OperationResult[None]]):
    """The letter with this id."""

    required_role: ClassVar[Role] = Role.OPERATOR

    letter_id: str


class RedeliverDeadLetterCommandHandler(CommandHandler[RedeliverDeadLetterCommand, OperationResult[None]]):
    """Asks the process that hosts the handler for it; nothing is told here."""

    def __init__(self, letters: DeadLetters, clock: Clock) -> None:
        self._letters = letters
        self._clock = clock

    async def handle_async(self, request: RedeliverDeadLetterCommand) -> OperationResult[None]:
        """Ask; NotFoundError when there is no such letter (any more)."""
        if not await self._letters.ask_redelivery_async(request.letter_id, self._clock.now()):
            raise NotFoundError("there is no dead letter with this id")
        return self.accepted()
