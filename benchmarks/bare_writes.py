"""The writes of the service again, by plain motor and nothing around it: what they cost at least."""

import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from motor.motor_asyncio import AsyncIOMotorClient
from pymongo import InsertOne, ReplaceOne, UpdateOne
from pymongo.errors import BulkWriteError
from pymongo.write_concern import WriteConcern

from benchmarks.measuring.command_log import DatabaseCommand
from integration.mongo.mongo_indexes import INDEXES

JOURNALED = WriteConcern(w="majority", j=True)

Document = dict[str, Any]


class BareWrites:
    """Repeats commands in a database beside the service's, with the same indexes and the same write concerns."""

    def __init__(self, uri: str, database: str) -> None:
        self._client: AsyncIOMotorClient[Document] = AsyncIOMotorClient(uri, tz_aware=True)
        self._database = self._client[f"{database}_bare"]

    async def open_async(self) -> None:
        """Make the indexes."""
        for collection, indexes in INDEXES.items():
            await self._database[collection].create_indexes(indexes)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    async def repeat_async(self, commands: Sequence[DatabaseCommand]) -> list[float]:
        """Write the same documents in the same order; return the seconds of each command."""
        return [await self._write(command) for command in commands if command.is_write]

    async def _write(self, command: DatabaseCommand) -> float:
        collection = self._database[command.collection]
        if command.collection == "event_log":
            collection = collection.with_options(write_concern=JOURNALED)
        operations = _operations(command)
        begun = time.perf_counter()
        with suppress(BulkWriteError):  # what was projected twice is there already
            await collection.bulk_write(operations, ordered=False)
        return time.perf_counter() - begun


def _operations(command: DatabaseCommand) -> list[InsertOne[Document] | ReplaceOne[Document] | UpdateOne]:
    if command.name == "insert":
        return [InsertOne(document) for document in command.sent["documents"]]
    return [_operation(update) for update in command.sent["updates"]]


def _operation(update: Mapping[str, Any]) -> ReplaceOne[Document] | UpdateOne:
    kind = UpdateOne if next(iter(update["u"])).startswith("$") else ReplaceOne
    return kind(update["q"], update["u"], upsert=update.get("upsert", False))
