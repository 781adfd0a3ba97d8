"""The database while it is looked at."""

from functools import cached_property

from application.settings import Settings
from integration.mongo.mongo_database import MongoDatabase

MOST_SECONDS = 5.0
"""A look need not wait as long as the service does."""


class ExaminedDatabase:
    """Connects when it is first asked for; StartupError when the URI is none."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @cached_property
    def connection(self) -> MongoDatabase:
        """The connection that the service would use."""
        seconds = min(self._settings.mongodb_timeout_seconds, MOST_SECONDS)
        return MongoDatabase(
            self._settings.mongodb_uri.get_secret_value(), self._settings.mongodb_database, timeout_seconds=seconds
        )

    @property
    def is_named(self) -> bool:
        """Whether there is a URI at all."""
        return bool(self._settings.mongodb_uri.get_secret_value())

    async def close_async(self) -> None:
        """Close what was opened."""
        if "connection" in self.__dict__:
            await self.connection.stop_async()
