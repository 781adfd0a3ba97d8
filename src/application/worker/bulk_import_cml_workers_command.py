"""BulkImportCMLWorkersCommand: make all instances that meet some criteria workers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.ports.ec2_client import InstanceCriteria
from application.worker.aws_scopes import AwsScopes
from application.worker.fleet_view import FleetView
from application.worker.found_import import FoundImport
from application.worker.instance_search import InstanceSearch
from domain.access.principal import Role
from domain.worker.cml_worker import CMLWorker


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


class BulkImportCMLWorkersCommandHandler(CommandHandler[BulkImportCMLWorkersCommand, OperationResult[BulkImport]]):
    """Searches the regions side by side; one that fails does not keep the others from being imported."""

    def __init__(self, scopes: AwsScopes, search: InstanceSearch, found_import: FoundImport, view: FleetView) -> None:
        self._scopes = scopes
        self._search = search
        self._import = found_import
        self._view = view

    async def handle_async(self, request: BulkImportCMLWorkersCommand) -> OperationResult[BulkImport]:
        """Import in one commit, also who was removed; asking twice imports nothing twice."""
        scopes = self._scopes.scopes(request.account, request.regions)
        found = await self._search.search_async(scopes, request.criteria)
        joined = await self._import.import_async(found, lambda worker: not worker.in_fleet, CMLWorker.import_instance)
        imported = [self._view.json_of(state) for state in self._view.workers_of(joined)]
        errors = [RegionError(trouble.scope.region, trouble.code, trouble.message) for trouble in found.troubles]
        return self.ok(BulkImport(imported, sorted(found.instances.keys() - joined), errors))
