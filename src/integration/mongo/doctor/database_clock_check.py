"""Whether the database and this machine agree on the time."""

from datetime import UTC

from application.clock import Clock
from application.doctor.clock_difference import clock_finding
from application.doctor.finding import Finding
from integration.mongo.doctor.examined_database import ExaminedDatabase
from integration.mongo.mongo_database import database_errors

NOTICED_SECONDS = 1.0
HARMFUL_SECONDS = 60.0
"""Entries carry our time, and are read and removed by it."""


class DatabaseClockCheck:
    """Compares with the middle of the round trip in which the server told its time."""

    name = "database clock"
    subject = ""

    def __init__(self, database: ExaminedDatabase, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def run_async(self) -> Finding:
        """Ask the server for its time."""
        before = self._clock.now()
        with database_errors():
            hello = await self._database.connection.documents.client.admin.command("hello")
        told = hello["localTime"].replace(tzinfo=UTC)  # a command's reply is read without a zone
        between = before + (self._clock.now() - before) / 2
        ahead_seconds = (between - told).total_seconds()
        return clock_finding("the database", ahead_seconds, NOTICED_SECONDS, HARMFUL_SECONDS)
