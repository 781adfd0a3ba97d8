"""DownloadLabTopologyQuery: the topology of a lab, from its controller."""

from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler

from application.lab.lab_present import LabPresent
from domain.access.principal import Role


@dataclass(frozen=True, slots=True)
class DownloadLabTopologyQuery(Query[OperationResult[str]]):
    """Answered with YAML, which holds the configurations of nodes with their secrets: viewers may not have it."""

    required_role: ClassVar[Role] = Role.OPERATOR

    worker_id: str
    lab_id: str


class DownloadLabTopologyQueryHandler(QueryHandler[DownloadLabTopologyQuery, OperationResult[str]]):
    """Asks the controller; nothing is kept here."""

    def __init__(self, present: LabPresent) -> None:
        self._present = present

    async def handle_async(self, request: DownloadLabTopologyQuery) -> OperationResult[str]:
        """Return it; NotFoundError, WorkerNotRunningError, and the errors of the port."""
        return self.ok(await self._present.topology_async(request.worker_id, request.lab_id))
