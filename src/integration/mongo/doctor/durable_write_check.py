"""Whether what was written can be relied on."""

from secrets import token_hex

from pymongo.errors import OperationFailure, PyMongoError

from application.doctor.finding import Finding, failed, ok
from integration.mongo.doctor.examined_database import ExaminedDatabase
from integration.mongo.mongo_database import Document, MongoDatabase

SCRATCH = "doctor_scratch_"


class DurableWriteCheck:
    """Writes and reads a document in a collection of its own, as the event log is written, and removes both."""

    name = "database write"
    subject = ""

    def __init__(self, database: ExaminedDatabase) -> None:
        self._database = database

    async def run_async(self) -> Finding:
        """Write with a majority's journals."""
        try:
            found = await self._write_and_read(self._database.connection)
        except OperationFailure as error:
            cure = "give the user the role readWrite on the database in CML_FLEET_MONGODB_DATABASE"
            return failed(f"a write to a majority's journals was refused (code {error.code})", cure)
        except PyMongoError as error:
            cure = "see that a majority of the replica set is up"
            return failed(f"a write to a majority's journals got no answer ({type(error).__name__})", cure)
        if found is None:
            return failed("what a majority has written cannot be read back", "see the state of the replica set")
        return ok("a write reaches the journals of a majority, and is read back")

    async def _write_and_read(self, connection: MongoDatabase) -> Document | None:
        scratch = connection.journaled[f"{SCRATCH}{token_hex(6)}"]
        try:
            await scratch.insert_one({"_id": "scratch"})
            return await scratch.find_one({"_id": "scratch"})
        finally:
            await scratch.drop()
