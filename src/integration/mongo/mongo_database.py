"""The connection to MongoDB: one client per app, and what kind of server it found."""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorCollection, AsyncIOMotorCursor, AsyncIOMotorDatabase
from neuroglia.hosting.abstractions import HostedService
from pymongo.errors import ConfigurationError, InvalidURI, PyMongoError
from pymongo.monitoring import CommandListener
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from application.errors import StartupError
from application.pieces import pieces_of
from domain.errors import SourceUnavailableError
from integration.mongo.interruptions import Interruptions

Document = dict[str, Any]

DOCUMENTS_PER_REPLY = 2_000
IDS_PER_QUERY = 100
"""A thousand at a time cost SecantusDB six times as much for each: it compares every document with all asked for."""


class MongoDatabase(HostedService):
    """Every call has the deadline `timeout_seconds`: without one, a frozen server hangs its callers for ever."""

    def __init__(
        self, uri: str, database: str, timeout_seconds: float, listeners: Sequence[CommandListener] = ()
    ) -> None:
        self.interruptions = Interruptions()
        try:
            self._client: AsyncIOMotorClient[Document] = AsyncIOMotorClient(
                uri,
                tz_aware=True,
                timeoutMS=int(timeout_seconds * 1000),
                serverSelectionTimeoutMS=int(timeout_seconds * 1000),
                appname="cml-fleet",
                event_listeners=[*listeners, self.interruptions],
            )
        except (InvalidURI, ConfigurationError, ValueError) as error:
            raise StartupError(
                "CML_FLEET_MONGODB_URI is no MongoDB URI; it looks like mongodb://host:27017/?replicaSet=rs0"
            ) from error
        self._database = database
        self.has_change_streams = False

    @property
    def documents(self) -> AsyncIOMotorDatabase[Document]:
        """The database with the defaults: for states, which follow from the log and can be made again."""
        return self._client[self._database]

    @property
    def journaled(self) -> AsyncIOMotorDatabase[Document]:
        """The database for what must never be lost: written to a majority's journals, read from a majority."""
        return self._client.get_database(
            self._database, write_concern=WriteConcern(w="majority", j=True), read_concern=ReadConcern("majority")
        )

    async def server_time_async(self) -> datetime:
        """The present by the server's clock, which is one for all processes."""
        hello = await self.documents.command("hello")
        server_time: datetime = hello["localTime"]
        return server_time.replace(tzinfo=UTC)  # what a command answers is not decoded with the client's options

    async def start_async(self) -> None:
        """Connect; StartupError when nobody answers."""
        try:
            hello = await self._client.admin.command("hello")
            await self.documents["event_log"].find_one({}, {"_id": 1})  # "hello" is answered without credentials
        except PyMongoError as error:
            raise StartupError(
                "CML_FLEET_MONGODB_URI names a database that does not answer; start it, or correct the address "
                "or the credentials"
            ) from error
        self.has_change_streams = "setName" in hello or hello.get("msg") == "isdbgrid"

    async def stop_async(self) -> None:
        """Close the connections."""
        self._client.close()


async def replies_of(cursor: AsyncIOMotorCursor[Document]) -> AsyncIterator[list[Document]]:
    """Yield what `cursor` finds, a reply at a time: a turn of the event loop for each, and no large reply to decode."""
    cursor.batch_size(DOCUMENTS_PER_REPLY)
    with database_errors():
        while documents := await cursor.to_list(DOCUMENTS_PER_REPLY):
            yield documents


async def found_by_id(
    collection: AsyncIOMotorCollection[Document], ids: Iterable[str], fields: Mapping[str, Any] | None = None
) -> AsyncIterator[list[Document]]:
    """Yield the documents with these ids."""
    for piece in pieces_of(list(ids), IDS_PER_QUERY):
        async for documents in replies_of(collection.find({"_id": {"$in": piece}}, fields)):
            yield documents


@contextmanager
def database_errors() -> Iterator[None]:
    """Translate what the driver raises; nothing of its text leaves the service."""
    try:
        yield
    except PyMongoError as error:
        raise SourceUnavailableError("the database does not answer", code="database_unavailable") from error
