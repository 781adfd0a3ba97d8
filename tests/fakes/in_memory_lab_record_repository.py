"""Labs, loaded from the documents in memory."""

from collections.abc import Iterable

from application.events.committed_repository import CommittedRepository
from application.events.committer import Committer
from application.ports.projection import Projection
from domain.lab.lab_record import LabRecord
from domain.lab.lab_record_repository import LabRecordRepository
from fakes.in_memory_cml_worker_repository import EVER


class InMemoryLabRecordRepository(CommittedRepository[LabRecord], LabRecordRepository):
    """Reads everything and picks what was asked for."""

    def __init__(self, documents: Projection, committer: Committer) -> None:
        super().__init__(committer)
        self._documents = documents

    async def get_many_async(self, aggregate_ids: Iterable[str]) -> list[LabRecord]:
        """Load by id."""
        wanted = set(aggregate_ids)
        states = await self._documents.load_labs_async(EVER)
        return [LabRecord.from_state(state) for state in states if state.id in wanted]
