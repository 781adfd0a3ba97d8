"""BulkImportCMLWorkersCommand: make all instances that meet some criteria workers."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.ports.ec2_client import EC2Client, InstanceCriteria
from application.worker.aws_scopes import AwsScopes
from application.worker.fleet_view import FleetView
from domain.access.principal import Role
from domain.errors import DomainError
from domain.worker.aws_scope import AwsScope
from domain.worker.cml_worker import CMLWorker
from domain.worker.cml_worker_repository import CMLWorkerRepository
from domain.worker.ec2_readings import EC2InstanceReading


@dataclass(frozen=True, slots=True)
class RegionError:
    """A region that could not be searched, and why."""

    region: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class BulkImport:
    """The workers that joined, in JSON (WorkerReply); the ids of those there before; what could not be searched."""

    imported: Sequence[bytes]
    already_known: Sequence[str]
    errors: Sequence[RegionError]


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkImportCMLWorkersCommand(Command[OperationResult[BulkImport]]):
    """Searches `regions`, or all regions of the fleet where none is named."""

    required_role: ClassVar[Role] = Role.OPERATOR

    criteria: InstanceCriteria
    regions: Sequence[str] = ()
    account: str | None = None


@dataclass(slots=True)
class _Search:
    found: dict[str, tuple[AwsScope, EC2InstanceReading]] = field(default_factory=dict)
    errors: list[RegionError] = field(default_factory=list)


class BulkImportCMLWorkersCommandHandler(CommandHandler[BulkImportCMLWorkersCommand, OperationResult[BulkImport]]):
    """Searches the regions side by side; one that fails does not keep the others from being imported."""

    def __init__(self, scopes: AwsScopes, ec2: EC2Client, workers: CMLWorkerRepository, view: FleetView) -> None:
        self._scopes = scopes
        self._ec2 = ec2
        self._workers = workers
        self._view = view

    async def handle_async(self, request: BulkImportCMLWorkersCommand) -> OperationResult[BulkImport]:
        """Import in one commit; asking twice imports nothing twice."""
        search = _Search()
        scopes = self._scopes.scopes(request.account, request.regions)
        async with asyncio.TaskGroup() as tasks:
            for scope in scopes:
                tasks.create_task(self._search(scope, request.criteria, search))
        known = {worker.aggregate_id: worker for worker in await self._workers.get_many_async(search.found)}
        candidates = [known.get(worker_id) or CMLWorker.unborn(worker_id) for worker_id in search.found]
        new = [worker for worker in candidates if not worker.in_fleet]

        joined = {worker.aggregate_id for worker in new}

        def join(worker: CMLWorker) -> None:
            if worker.in_fleet:
                joined.discard(worker.aggregate_id)  # somebody else was first
            else:
                worker.import_instance(*search.found[worker.aggregate_id])

        for worker in new:
            join(worker)
        joined.difference_update(await self._workers.update_many_async(new, join))
        imported = [self._view.json_of(state) for state in self._view.workers_of(joined)]
        return self.ok(BulkImport(imported, sorted(search.found.keys() - joined), search.errors))

    async def _search(self, scope: AwsScope, criteria: InstanceCriteria, search: _Search) -> None:
        try:
            readings = await self._ec2.find_instances_async(scope, criteria)
        except DomainError as error:  # a region that is away, or one where the criteria fit too much
            search.errors.append(RegionError(scope.region, error.code, str(error)))
            return
        search.found |= {CMLWorker.id_of(scope, reading.instance_id): (scope, reading) for reading in readings}
