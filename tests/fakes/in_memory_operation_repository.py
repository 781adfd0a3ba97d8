"""Operations, loaded from the documents in memory."""

from collections.abc import Iterable, Sequence

from application.events.committed_repository import CommittedRepository
from application.events.committer import Committer
from application.ports.projection import Projection
from domain.operation.operation import Operation
from domain.operation.operation_repository import OperationRepository
from domain.operation.operation_state import OperationState
from fakes.in_memory_cml_worker_repository import EVER


class InMemoryOperationRepository(CommittedRepository[Operation], OperationRepository):
    """Reads everything and picks what was asked for."""

    def __init__(self, documents: Projection, committer: Committer) -> None:
        super().__init__(committer)
        self._documents = documents

    async def get_many_async(self, aggregate_ids: Iterable[str]) -> list[Operation]:
        """Load by id."""
        wanted = set(aggregate_ids)
        states = await self._documents.load_operations_async(EVER)
        return [Operation.from_state(state) for state in states if state.id in wanted]

    async def list_async(self, started_before: str | None, limit: int) -> Sequence[OperationState]:
        """List backwards from an id."""
        states = await self._documents.load_operations_async(EVER)
        older = (state for state in states if started_before is None or state.id < started_before)
        return sorted(older, key=lambda state: state.id, reverse=True)[:limit]
