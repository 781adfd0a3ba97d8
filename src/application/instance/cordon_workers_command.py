"""CordonWorkersCommand: let nobody begin anything new on many workers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.access.acting import acting_id
from application.clock import Clock
from application.instance.changed_cordons import ChangedCordons
from application.instance.worker_operations import WorkerOperations
from application.worker.worker_changes import WorkerChanges
from domain.access.principal import Role
from domain.worker.cml_worker import CMLWorker


@dataclass(frozen=True, slots=True, kw_only=True)
class CordonWorkersCommand(Command[OperationResult[ChangedCordons]]):
    """Many workers, each once; `reason` may be empty."""

    required_role: ClassVar[Role] = Role.OPERATOR

    worker_ids: Sequence[str]
    reason: str = ""


class CordonWorkersCommandHandler(CommandHandler[CordonWorkersCommand, OperationResult[ChangedCordons]]):
    """All in one commit."""

    def __init__(self, operations: WorkerOperations, keeper: WorkerChanges, clock: Clock) -> None:
        self._operations = operations
        self._keeper = keeper
        self._clock = clock

    async def handle_async(self, request: CordonWorkersCommand) -> OperationResult[ChangedCordons]:
        """Cordon them; the same reason again is no news. InvalidRequestError names the first id that is no worker's."""
        self._operations.require_workers(request.worker_ids)
        by, now = acting_id(), self._clock.now()

        def cordon(worker: CMLWorker) -> None:
            worker.cordon(by, request.reason, now)

        return self.ok(ChangedCordons(await self._keeper.change_many_async(set(request.worker_ids), cordon)))
