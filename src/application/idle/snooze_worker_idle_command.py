"""SnoozeWorkerIdleCommand: let a worker not be paused for a while."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.access.acting import acting_id
from application.clock import Clock
from application.worker.worker_changes import WorkerChanges
from domain.access.principal import Role
from domain.worker.cml_worker import CMLWorker


@dataclass(frozen=True, slots=True, kw_only=True)
class SnoozeWorkerIdleCommand(Command[OperationResult[bytes]]):
    """The worker with this id, for so many minutes from now; 0 ends it."""

    required_role: ClassVar[Role] = Role.OPERATOR

    worker_id: str
    minutes: int


class SnoozeWorkerIdleCommandHandler(CommandHandler[SnoozeWorkerIdleCommand, OperationResult[bytes]]):
    """Answers with the worker in JSON (WorkerReply)."""

    def __init__(self, keeper: WorkerChanges, clock: Clock) -> None:
        self._keeper = keeper
        self._clock = clock

    async def handle_async(self, request: SnoozeWorkerIdleCommand) -> OperationResult[bytes]:
        """Snooze it, or end that. NotFoundError."""
        by, now = acting_id(), self._clock.now()
        until = now + timedelta(minutes=request.minutes) if request.minutes else None

        def change(worker: CMLWorker) -> None:
            worker.snooze_idle(until, by, now)

        return self.ok(await self._keeper.change_async(request.worker_id, change))
