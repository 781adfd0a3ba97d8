"""Whether the indexes are there."""

from application.doctor.finding import Finding, ok, warning
from integration.mongo.doctor.examined_database import ExaminedDatabase
from integration.mongo.mongo_database import database_errors
from integration.mongo.mongo_indexes import INDEXES


class IndexesCheck:
    """Compares with what the service makes at its start."""

    name = "database indexes"
    subject = ""

    def __init__(self, database: ExaminedDatabase) -> None:
        self._database = database

    async def run_async(self) -> Finding:
        """Name those that are missing."""
        missing: list[str] = []
        for collection, indexes in INDEXES.items():
            with database_errors():
                there = await self._database.connection.documents[collection].index_information()
            wanted = (index.document["name"] for index in indexes)
            missing += [f"{collection}.{name}" for name in wanted if name not in there]
        if not missing:
            return ok("every index is there")
        cure = "start the service, which makes them; a new database has none before"
        return warning(f"not there: {', '.join(missing)}", cure, missing=missing)
