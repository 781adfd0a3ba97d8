"""Workers, loaded from the documents in memory."""

from collections.abc import Iterable
from datetime import UTC, datetime

from application.events.committed_repository import CommittedRepository
from application.events.committer import Committer
from application.ports.projection import Projection
from domain.worker.cml_worker import CMLWorker
from domain.worker.cml_worker_repository import CMLWorkerRepository

EVER = datetime(1970, 1, 1, tzinfo=UTC)


class InMemoryCMLWorkerRepository(CommittedRepository[CMLWorker], CMLWorkerRepository):
    """Reads everything and picks what was asked for."""

    def __init__(self, documents: Projection, committer: Committer) -> None:
        super().__init__(committer)
        self._documents = documents

    async def get_many_async(self, aggregate_ids: Iterable[str]) -> list[CMLWorker]:
        """Load by id."""
        wanted = set(aggregate_ids)
        return [worker for worker in await self._all() if worker.aggregate_id in wanted]

    async def _all(self) -> list[CMLWorker]:
        return [CMLWorker.from_state(state) for state in await self._documents.load_workers_async(EVER)]
