"""ExemptWorkerIdleCommand: let a worker never be paused by itself."""

from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.access.acting import acting_id
from application.clock import Clock
from application.worker.worker_changes import WorkerChanges
from domain.access.principal import Role
from domain.worker.cml_worker import CMLWorker


@dataclass(frozen=True, slots=True, kw_only=True)
class ExemptWorkerIdleCommand(Command[OperationResult[bytes]]):
    """The worker with this id; `reason` may be empty."""

    required_role: ClassVar[Role] = Role.OPERATOR

    worker_id: str
    exempt: bool
    reason: str = ""


class ExemptWorkerIdleCommandHandler(CommandHandler[ExemptWorkerIdleCommand, OperationResult[bytes]]):
    """Answers with the worker in JSON (WorkerReply)."""

    def __init__(self, keeper: WorkerChanges, clock: Clock) -> None:
        self._keeper = keeper
        self._clock = clock

    async def handle_async(self, request: ExemptWorkerIdleCommand) -> OperationResult[bytes]:
        """Exempt it, or no longer; what is so already is no news. NotFoundError."""
        by, now = acting_id(), self._clock.now()

        def change(worker: CMLWorker) -> None:
            if request.exempt:
                worker.exempt_from_pauses(by, request.reason, now)
            else:
                worker.end_exemption(by, now)

        return self.ok(await self._keeper.change_async(request.worker_id, change))
