"""CatalogueFollower: keeps the catalogue in memory as it is kept in the database."""

import asyncio
from contextlib import suppress

import structlog

from application.cost.refreshed_catalogue import RefreshedCatalogue
from application.events.event_handlers import LiveHandler
from application.events.recorded_event import RecordedEvent
from application.hosting import BackgroundService
from application.ports.catalogue_store import CatalogueStore
from domain.catalogue.catalogue_events import CatalogueRefreshedDomainEvent
from domain.errors import SourceUnavailableError

REREAD_SECONDS = 3600.0
"""Also without an event: whoever refreshes it may die between writing and telling."""
RETRY_SECONDS = 10.0

log = structlog.get_logger(__name__)


class CatalogueFollower(BackgroundService):
    """Reads it at start, and again whenever it is told that it was refreshed.

    Without a database the service starts all the same, with what it brings along.
    """

    def __init__(self, store: CatalogueStore, catalogue: RefreshedCatalogue) -> None:
        super().__init__()
        self._store = store
        self._catalogue = catalogue
        self._news = asyncio.Event()
        self._pause_seconds = REREAD_SECONDS

    def look_again(self) -> None:
        """Read it soon."""
        self._news.set()

    async def start_async(self) -> None:
        """Read it once before anybody asks."""
        await self._read_async()
        await super().start_async()

    async def run_async(self) -> None:
        """Follow."""
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), self._pause_seconds)
            self._news.clear()
            await self._read_async()

    async def _read_async(self) -> None:
        self._pause_seconds = REREAD_SECONDS
        try:
            self._catalogue.load(await self._store.read_async())
        except SourceUnavailableError as error:
            self._pause_seconds = RETRY_SECONDS
            log.warning("catalogue_unread", reason=str(error))


class FollowCatalogueHandler(LiveHandler[CatalogueRefreshedDomainEvent]):
    """Told in every process; the reading itself is not done here, for it waits."""

    def __init__(self, follower: CatalogueFollower) -> None:
        self._follower = follower

    async def handle_async(self, notification: RecordedEvent) -> None:  # noqa: ARG002  # that it happened is all
        """Have it read."""
        self._follower.look_again()
