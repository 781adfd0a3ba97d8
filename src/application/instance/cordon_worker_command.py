"""CordonWorkerCommand: let nobody begin anything new on a worker."""

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
class CordonWorkerCommand(Command[OperationResult[bytes]]):
    """The worker with this id; `reason` may be empty."""

    required_role: ClassVar[Role] = Role.OPERATOR

    worker_id: str
    reason: str = ""


class CordonWorkerCommandHandler(CommandHandler[CordonWorkerCommand, OperationResult[bytes]]):
    """Answers with the worker in JSON (WorkerReply)."""

    def __init__(self, keeper: WorkerChanges, clock: Clock) -> None:
        self._keeper = keeper
        self._clock = clock

    async def handle_async(self, request: CordonWorkerCommand) -> OperationResult[bytes]:
        """Cordon it; the same reason again changes nothing. NotFoundError."""
        by, now = acting_id(), self._clock.now()

        def cordon(worker: CMLWorker) -> None:
            worker.cordon(by, request.reason, now)

        return self.ok(await self._keeper.change_async(request.worker_id, cordon))
