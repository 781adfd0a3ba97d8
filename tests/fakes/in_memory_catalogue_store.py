"""The catalogue as a dictionary."""

from collections.abc import Collection, Sequence

from application.ports.catalogue_store import CatalogueStore
from domain.catalogue.catalogue_entry import AnyEntry


class InMemoryCatalogueStore(CatalogueStore):
    """`error` is raised by the next call, once; `writes` counts those that had something to write."""

    def __init__(self) -> None:
        self.entries: dict[str, AnyEntry] = {}
        self.error: Exception | None = None
        self.writes = 0

    async def read_async(self) -> Sequence[AnyEntry]:
        """All, by id."""
        self._fail_once()
        return [self.entries[each] for each in sorted(self.entries)]

    async def write_async(self, entries: Collection[AnyEntry], removed: Collection[str]) -> None:
        """Put and remove."""
        self._fail_once()
        self.writes += bool(entries or removed)
        self.entries |= {entry.id: entry for entry in entries}
        for each in removed:
            self.entries.pop(each, None)

    def _fail_once(self) -> None:
        error, self.error = self.error, None
        if error is not None:
            raise error
