"""What was changed of jobs, as documents."""

from collections.abc import Sequence

from pymongo.errors import DuplicateKeyError

from domain.job.job_configuration import JobConfiguration
from integration.mongo.job_documents import configuration_document, configuration_from
from integration.mongo.mongo_database import MongoDatabase, database_errors


class MongoJobConfigurations:
    """Written to the journal. Every write of a person asks for the version before."""

    def __init__(self, database: MongoDatabase) -> None:
        self._configurations = database.journaled["job_configurations"]

    async def add_async(self, configuration: JobConfiguration) -> bool:
        """Insert."""
        with database_errors():
            try:
                await self._configurations.insert_one(configuration_document(configuration))
            except DuplicateKeyError:
                return False
        return True

    async def replace_async(self, configuration: JobConfiguration) -> bool:
        """Replace the version before, but for where runs go on."""
        before = {"_id": configuration.job, "version": configuration.version - 1}
        document = configuration_document(configuration)
        del document["_id"], document["continue_from"]
        with database_errors():
            return (await self._configurations.update_one(before, {"$set": document})).matched_count == 1

    async def continue_from_async(self, job: str, place: str | None) -> None:
        """Set the one field."""
        with database_errors():
            await self._configurations.update_one({"_id": job}, {"$set": {"continue_from": place}})

    async def list_async(self) -> Sequence[JobConfiguration]:
        """Read all: there are few."""
        with database_errors():
            documents = await self._configurations.find({}).to_list(None)
        return [configuration_from(document) for document in documents]
