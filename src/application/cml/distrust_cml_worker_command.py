"""DistrustCMLWorkerCommand: take back what was accepted."""

from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.cml.trust_keeper import TrustKeeper
from application.worker.worker_loader import WorkerLoader
from domain.access.principal import Role


@dataclass(frozen=True, slots=True)
class DistrustCMLWorkerCommand(Command[OperationResult[None]]):
    """The authorities of the system decide again; taking back what was not given changes nothing."""

    required_role: ClassVar[Role] = Role.ADMIN

    worker_id: str


class DistrustCMLWorkerCommandHandler(CommandHandler[DistrustCMLWorkerCommand, OperationResult[None]]):
    """Takes effect in this process at once."""

    def __init__(self, loader: WorkerLoader, keeper: TrustKeeper) -> None:
        self._loader = loader
        self._keeper = keeper

    async def handle_async(self, request: DistrustCMLWorkerCommand) -> OperationResult[None]:
        """Take it back; NotFoundError for a worker that the fleet does not have."""
        worker = await self._loader.load_async(request.worker_id)
        await self._keeper.keep_async(worker.aggregate_id)
        return self.no_content()
