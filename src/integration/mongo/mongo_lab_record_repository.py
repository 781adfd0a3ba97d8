"""Labs, loaded from their documents."""

from collections.abc import Iterable

from application.events.committed_repository import CommittedRepository
from application.events.committer import Committer
from domain.lab.lab_record import LabRecord
from domain.lab.lab_record_repository import LabRecordRepository
from domain.lab.lab_record_state import LabRecordState
from integration.mongo.mongo_database import MongoDatabase, found_by_id
from integration.mongo.state_documents import state_from


class MongoLabRecordRepository(CommittedRepository[LabRecord], LabRecordRepository):
    """Read where memory may be behind: whoever reads all labs finds them in the fleet in memory."""

    def __init__(self, database: MongoDatabase, committer: Committer) -> None:
        super().__init__(committer)
        self._database = database

    async def get_many_async(self, aggregate_ids: Iterable[str]) -> list[LabRecord]:
        """Load by id, also removed ones."""
        return [
            LabRecord.from_state(state_from(document, LabRecordState))
            async for reply in found_by_id(self._database.documents["labs"], aggregate_ids)
            for document in reply
        ]
