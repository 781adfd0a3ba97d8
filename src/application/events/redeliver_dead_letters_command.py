"""RedeliverDeadLettersCommand: tell all events again that a handler gave up."""

from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.clock import Clock
from application.events.durable.durable_handlers import DurableHandlers
from application.ports.dead_letters import DeadLetters
from domain.access.principal import Role
from domain.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class RedeliverDeadLettersCommand(Command[OperationResult[int]]):
    """All letters of the handler with this name; the answer is how many there are."""

    required_role: ClassVar[Role] = Role.OPERATOR

    handler: str


class RedeliverDeadLettersCommandHandler(CommandHandler[RedeliverDeadLettersCommand, OperationResult[int]]):
    """Asks the process that hosts the handler for it; nothing is told here."""

    def __init__(self, letters: DeadLetters, handlers: DurableHandlers, clock: Clock) -> None:
        self._letters = letters
        self._handlers = handlers
        self._clock = clock

    async def handle_async(self, request: RedeliverDeadLettersCommand) -> OperationResult[int]:
        """Ask; NotFoundError for a handler that this service does not have."""
        if not self._handlers.knows(request.handler):
            raise NotFoundError(f"the durable handlers are {', '.join(sorted(self._handlers.names))}")
        return self.accepted(await self._letters.ask_redelivery_of_all_async(request.handler, self._clock.now()))
