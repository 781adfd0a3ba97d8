"""ImportCMLWorkerCommand: make one existing instance a worker."""

from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.ports.ec2_client import EC2Client
from application.worker.aws_scopes import AwsScopes
from application.worker.fleet_view import FleetView
from application.worker.worker_identity import WorkerIdentity
from domain.access.principal import Role
from domain.errors import ConflictError, NotFoundError
from domain.worker.cml_worker import CMLWorker
from domain.worker.cml_worker_repository import CMLWorkerRepository
from domain.worker.worker_status import WorkerStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportCMLWorkerCommand(Command[OperationResult[bytes]]):
    """`account` is a name of the settings, None for the first one."""

    required_role: ClassVar[Role] = Role.OPERATOR

    region: str
    instance_id: str
    account: str | None = None


class ImportCMLWorkerCommandHandler(CommandHandler[ImportCMLWorkerCommand, OperationResult[bytes]]):
    """Answers with the worker in JSON (WorkerReply)."""

    def __init__(
        self,
        scopes: AwsScopes,
        ec2: EC2Client,
        identity: WorkerIdentity,
        workers: CMLWorkerRepository,
        view: FleetView,
    ) -> None:
        self._scopes = scopes
        self._ec2 = ec2
        self._identity = identity
        self._workers = workers
        self._view = view

    async def handle_async(self, request: ImportCMLWorkerCommand) -> OperationResult[bytes]:
        """Import; NotFoundError when EC2 does not know the instance, ConflictError when it is a worker already."""
        scope = self._scopes.scope(request.account, request.region)
        self._ec2.retry_refused(scope)
        found = await self._ec2.read_instances_async(scope, [request.instance_id])
        if request.instance_id not in found:
            raise NotFoundError(f"EC2 knows no instance {request.instance_id} in {scope.region} of {scope.account}")
        reading = found[request.instance_id]
        if reading.status is WorkerStatus.TERMINATED:
            raise ConflictError(f"instance {request.instance_id} is terminated")
        worker_id = await self._identity.id_async(scope, reading)
        worker = await self._workers.get_async(worker_id) or CMLWorker.unborn(worker_id)
        worker.import_instance(scope, reading)
        await self._workers.add_async(worker)
        return self.created(self._view.json_of(worker.state))
