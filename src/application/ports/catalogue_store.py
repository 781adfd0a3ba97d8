"""The port to where the catalogue is kept."""

from collections.abc import Collection, Sequence
from typing import Protocol

from domain.catalogue.catalogue_entry import AnyEntry


class CatalogueStore(Protocol):
    """Entries by their ids. Errors of the database come as SourceUnavailableError."""

    async def read_async(self) -> Sequence[AnyEntry]:
        """Return all: there are few."""

    async def write_async(self, entries: Collection[AnyEntry], removed: Collection[str]) -> None:
        """Insert or replace `entries`, and remove those with the ids `removed`, in one round trip."""
