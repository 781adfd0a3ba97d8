"""ServerClock: the database's time without asking for it each time."""

from datetime import datetime, timedelta

from application.clock import Clock
from integration.mongo.mongo_database import MongoDatabase

MEASURED_EACH_SECONDS = 10.0


class ServerClock:
    """The server's clock, read every few seconds and carried on by this process's monotonic one in between.

    It serves what is looked for several times a second; a clock of the server that is moved is noticed when it is
    read again. Times are sent as literals: SecantusDB compares with `$$NOW` wrongly.
    """

    def __init__(self, database: MongoDatabase, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._read_at_seconds: float | None = None
        self._read = datetime.min

    async def now_async(self) -> datetime:
        """Return the present, aware UTC."""
        elapsed = self._elapsed_seconds()
        if elapsed is None or elapsed >= MEASURED_EACH_SECONDS:
            self._read = await self._database.server_time_async()
            self._read_at_seconds = self._clock.monotonic_seconds()
            return self._read
        return self._read + timedelta(seconds=elapsed)

    def _elapsed_seconds(self) -> float | None:
        return None if self._read_at_seconds is None else self._clock.monotonic_seconds() - self._read_at_seconds
