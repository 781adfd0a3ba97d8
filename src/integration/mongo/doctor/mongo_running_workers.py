"""How many workers run, by their documents."""

from domain.worker.worker_status import WorkerStatus
from integration.mongo.doctor.examined_database import ExaminedDatabase
from integration.mongo.mongo_database import database_errors


class MongoRunningWorkers:
    """Counts without loading."""

    def __init__(self, database: ExaminedDatabase) -> None:
        self._database = database

    async def count_async(self) -> int:
        """Return how many workers of the fleet run, as of their last refresh."""
        with database_errors():
            return int(
                await self._database.connection.documents["workers"].count_documents(
                    {"removed": False, "status": WorkerStatus.RUNNING.value}
                )
            )
