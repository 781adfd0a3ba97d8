"""ServerClock: the database's time without asking for it each time."""

from datetime import datetime, timedelta

from application.clock import Clock
from integration.mongo.mongo_database import MongoDatabase

MEASURED_EACH_SECONDS = 10.0
QUICK_SECONDS = 0.2
"""An answer that took longer may be that much too old, and is not kept."""


class ServerClock:
    """The server's clock, read every few seconds and carried on by this process's monotonic one in between.

    It is never ahead: nobody takes a lease for over that is not. It serves what is looked for several times a second;
    a clock of the server that is moved is noticed when it is read again. Times are sent as literals: SecantusDB
    compares with `$$NOW` wrongly.
    """

    def __init__(self, database: MongoDatabase, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._read: tuple[float, datetime] | None = None

    async def now_async(self) -> datetime:
        """Return the present, aware UTC."""
        asked_at_seconds = self._clock.monotonic_seconds()
        if self._read is None or asked_at_seconds - self._read[0] >= MEASURED_EACH_SECONDS:
            self._read = None
            read = await self._database.server_time_async()
            answered_at_seconds = self._clock.monotonic_seconds()
            if answered_at_seconds - asked_at_seconds > QUICK_SECONDS:
                return read
            self._read = answered_at_seconds, read
        read_at_seconds, read = self._read
        return read + timedelta(seconds=self._clock.monotonic_seconds() - read_at_seconds)
