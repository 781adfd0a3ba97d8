"""GetCMLTrustQuery: which certificate of a worker's controller is trusted."""

from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler

from application.cml.cml_trust_dto import CMLTrustDto, told
from application.cml.trust_in_use import TrustInUse
from application.worker.worker_loader import WorkerLoader
from domain.access.principal import Role


@dataclass(frozen=True, slots=True)
class GetCMLTrustQuery(Query[OperationResult[CMLTrustDto]]):
    """Of one worker."""

    required_role: ClassVar[Role] = Role.VIEWER

    worker_id: str


class GetCMLTrustQueryHandler(QueryHandler[GetCMLTrustQuery, OperationResult[CMLTrustDto]]):
    """As calls to the controller see it."""

    def __init__(self, loader: WorkerLoader, in_use: TrustInUse) -> None:
        self._loader = loader
        self._in_use = in_use

    async def handle_async(self, request: GetCMLTrustQuery) -> OperationResult[CMLTrustDto]:
        """Return what is trusted; NotFoundError for a worker that the fleet does not have."""
        worker = await self._loader.load_async(request.worker_id)
        return self.ok(told(worker.aggregate_id, await self._in_use.trust_async(worker.aggregate_id)))
