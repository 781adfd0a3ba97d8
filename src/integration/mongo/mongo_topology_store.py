"""Topologies that wait for their import, as documents that expire."""

from datetime import datetime

from integration.mongo.mongo_database import MongoDatabase, database_errors


class MongoTopologyStore:
    """Written to the journal: the operation that imports one is begun right after."""

    def __init__(self, database: MongoDatabase) -> None:
        self._topologies = database.journaled["topologies"]

    async def put_async(self, topology_id: str, topology: str, expires_at: datetime) -> None:
        """Insert it."""
        with database_errors():
            await self._topologies.insert_one({"_id": topology_id, "topology": topology, "expires_at": expires_at})

    async def get_async(self, topology_id: str) -> str | None:
        """Find it."""
        with database_errors():
            document = await self._topologies.find_one({"_id": topology_id})
        return document["topology"] if document else None

    async def remove_async(self, topology_id: str) -> None:
        """Delete it."""
        with database_errors():
            await self._topologies.delete_one({"_id": topology_id})
