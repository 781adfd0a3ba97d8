"""DiscardDeadLetterCommand: let an event go that its handler gave up."""

from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.ports.dead_letters import DeadLetters
from domain.access.principal import Role
from domain.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class DiscardDeadLetterCommand(Command[OperationResult[None]]):
    """The letter with this id; its handler will never be told the event again."""

    required_role: ClassVar[Role] = Role.OPERATOR

    letter_id: str


class DiscardDeadLetterCommandHandler(CommandHandler[DiscardDeadLetterCommand, OperationResult[None]]):
    """The event itself stays in the log as long as it is kept there."""

    def __init__(self, letters: DeadLetters) -> None:
        self._letters = letters

    async def handle_async(self, request: DiscardDeadLetterCommand) -> OperationResult[None]:
        """Discard; NotFoundError when there is no such letter (any more)."""
        if not await self._letters.remove_async([request.letter_id]):
            raise NotFoundError("there is no dead letter with this id")
        return self.no_content()
