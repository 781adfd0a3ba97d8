"""How far away the database is."""

from statistics import median

from application.clock import Clock
from application.doctor.finding import Finding, ok, warning
from integration.mongo.doctor.examined_database import ExaminedDatabase
from integration.mongo.mongo_database import database_errors

LOOKS = 9
SLOW_MILLISECONDS = 50.0
"""A commit takes two round trips, one after the other."""


class DatabaseLatencyCheck:
    """Takes the median, which one hiccup does not move."""

    name = "database latency"
    subject = ""

    def __init__(self, database: ExaminedDatabase, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def run_async(self) -> Finding:
        """Ping a few times in a row."""
        milliseconds = round(median([await self._ping() for _ in range(LOOKS)]), 1)
        sentence = f"a round trip takes {milliseconds} ms (p50 of {LOOKS})"
        if milliseconds <= SLOW_MILLISECONDS:
            return ok(sentence, p50_milliseconds=milliseconds)
        cure = "run the service nearer to the database, in the same region"
        return warning(sentence, cure, p50_milliseconds=milliseconds)

    async def _ping(self) -> float:
        began = self._clock.monotonic_seconds()
        with database_errors():
            await self._database.connection.documents.command("ping")
        return (self._clock.monotonic_seconds() - began) * 1000
