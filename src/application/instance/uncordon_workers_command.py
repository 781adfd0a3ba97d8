"""UncordonWorkersCommand: let many workers be used again."""

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
class UncordonWorkersCommand(Command[OperationResult[ChangedCordons]]):
    """Many workers, each once."""

    required_role: ClassVar[Role] = Role.OPERATOR

    worker_ids: Sequence[str]


class UncordonWorkersCommandHandler(CommandHandler[UncordonWorkersCommand, OperationResult[ChangedCordons]]):
    """All in one commit."""

    def __init__(self, operations: WorkerOperations, keeper: WorkerChanges, clock: Clock) -> None:
        self._operations = operations
        self._keeper = keeper
        self._clock = clock

    async def handle_async(self, request: UncordonWorkersCommand) -> OperationResult[ChangedCordons]:
        """Uncordon them; who is not cordoned stays so. InvalidRequestError names the first id that is no worker's."""
        self._operations.require_workers(request.worker_ids)
        by, now = acting_id(), self._clock.now()

        def uncordon(worker: CMLWorker) -> None:
            worker.uncordon(by, now)

        return self.ok(ChangedCordons(await self._keeper.change_many_async(set(request.worker_ids), uncordon)))
