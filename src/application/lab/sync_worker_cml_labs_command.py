"""SyncWorkerCMLLabsCommand: read one worker's labs from its controller."""

from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.lab.lab_places import LabPlaces
from application.lab.lab_sync import LabSync
from application.telemetry.worker_refresh import WorkerRefreshed
from domain.access.principal import Role


@dataclass(frozen=True, slots=True)
class SyncWorkerCMLLabsCommand(Command[OperationResult[WorkerRefreshed]]):
    """The worker with this id."""

    required_role: ClassVar[Role] = Role.OPERATOR

    worker_id: str


class SyncWorkerCMLLabsCommandHandler(CommandHandler[SyncWorkerCMLLabsCommand, OperationResult[WorkerRefreshed]]):
    """Load, CML lab step, commit. Two who ask at once have one answer."""

    def __init__(self, places: LabPlaces, sync: LabSync) -> None:
        self._places = places
        self._sync = sync

    async def handle_async(self, request: SyncWorkerCMLLabsCommand) -> OperationResult[WorkerRefreshed]:
        """Read them; NotFoundError, WorkerNotRunningError, and why the controller could not be read."""
        self._places.host_of(request.worker_id)
        return self.ok(await self._sync.sync_async(request.worker_id))
