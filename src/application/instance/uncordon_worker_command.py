"""UncordonWorkerCommand: let a worker be used again."""

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
class UncordonWorkerCommand(Command[OperationResult[bytes]]):
    """The worker with this id."""

    required_role: ClassVar[Role] = Role.OPERATOR

    worker_id: str


class UncordonWorkerCommandHandler(CommandHandler[UncordonWorkerCommand, OperationResult[bytes]]):
    """Answers with the worker in JSON (WorkerReply)."""

    def __init__(self, keeper: WorkerChanges, clock: Clock) -> None:
        self._keeper = keeper
        self._clock = clock

    async def handle_async(self, request: UncordonWorkerCommand) -> OperationResult[bytes]:
        """Uncordon it; one that is not cordoned stays so. NotFoundError."""
        by, now = acting_id(), self._clock.now()

        def uncordon(worker: CMLWorker) -> None:
            worker.uncordon(by, now)

        return self.ok(await self._keeper.change_async(request.worker_id, uncordon))
