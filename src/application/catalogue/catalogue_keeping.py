"""CatalogueKeeping: writes what a run has read, where it is news, and tells every process."""

from collections.abc import Collection

from application.catalogue.catalogue_changes import CatalogueChanges
from application.catalogue.catalogue_readings import CatalogueReadings
from application.catalogue.definition_sets import definition_sets
from application.catalogue.wanted_facts import WantedFacts
from application.clock import Clock
from application.events.committer import Committer
from application.ports.catalogue_store import CatalogueStore
from application.run_counters import run_counters


class CatalogueKeeping:
    """Compares with what is kept, not with the memory of this process, which may be a little older."""

    def __init__(self, store: CatalogueStore, committer: Committer, clock: Clock) -> None:
        self._store = store
        self._committer = committer
        self._clock = clock

    async def changes_async(
        self, readings: CatalogueReadings, wanted: WantedFacts, active: Collection[str]
    ) -> CatalogueChanges:
        """Find what is news; `active` are the ids of the workers of the fleet. Errors of the database are raised."""
        before = await self._store.read_async()
        sets = definition_sets(before, readings.definitions, active, readings.as_of)
        read = [*readings.entries.values(), *sets]
        return CatalogueChanges.between(before, read, set(wanted.entry_ids()), readings.as_of)

    async def keep_async(self, changes: CatalogueChanges) -> None:
        """Write them in one round trip, and then tell them."""
        if changes:
            await self._store.write_async(changes.written, changes.removed)
            run_counters().db_writes += len(changes.written) + len(changes.removed)
            await self._committer.commit_async([], [changes.event(self._clock.now())])
