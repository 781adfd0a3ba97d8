"""Whether the database answers."""

from typing import ClassVar

import pymongo

from application.clock import Clock
from application.health_check import Health
from domain.errors import SourceUnavailableError
from integration.mongo.mongo_database import MongoDatabase, database_errors

PING_SECONDS = 1.0


class MongoHealth:
    """One ping with a deadline of its own, shorter than that of ordinary calls."""

    health_name: ClassVar[str] = "database"
    is_essential: ClassVar[bool] = True

    def __init__(self, database: MongoDatabase, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def health_async(self) -> Health:
        """Ping, and say how long it took."""
        began_seconds = self._clock.monotonic_seconds()
        try:
            with database_errors(), pymongo.timeout(PING_SECONDS):
                await self._database.documents.command("ping")
        except SourceUnavailableError as error:
            return Health(str(error))
        return Health(figures={"latency_seconds": round(self._clock.monotonic_seconds() - began_seconds, 6)})
