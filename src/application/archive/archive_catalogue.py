"""ArchiveCatalogue: what is archived at a destination, as its manifests say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from application.archive.manifest_files import archived_days_async, read_manifest_async
from application.archive.unknown_destination_error import UnknownDestinationError
from application.ports.archive_store import ArchiveStore, ArchiveStores
from domain.archive.archive_kind import ArchiveKind
from domain.archive.archive_manifest import ArchiveManifest
from domain.errors import NotFoundError

Place = tuple[date, ArchiveKind]


@dataclass(frozen=True, slots=True)
class ArchivePage:
    """Manifests, the newest day first; ask on with the place before `next_before`, None at the end."""

    destination: str
    items: Sequence[ArchiveManifest]
    next_before: Place | None


class ArchiveCatalogue:
    """A file without a manifest is not there."""

    def __init__(self, stores: ArchiveStores) -> None:
        self._stores = stores

    def destination(self, name: str) -> str:
        """Return the destination of that name, the first one for ""; UnknownDestinationError where there is none."""
        if name not in self._stores.names and (name or not self._stores.names):
            raise UnknownDestinationError("destination")
        return name or self._stores.names[0]

    def store(self, destination: str) -> ArchiveStore:
        """Open a destination."""
        return self._stores.store(self.destination(destination))

    async def page_async(
        self, destination: str, kinds: Sequence[ArchiveKind], before: Place | None, limit: int
    ) -> ArchivePage:
        """Return a page of manifests of these kinds; only theirs are read."""
        name = self.destination(destination)
        store = self._stores.store(name)
        places = [(day, kind) for kind in kinds for day in await archived_days_async(store, kind)]
        after = sorted((place for place in places if before is None or place < before), reverse=True)
        found = [await read_manifest_async(store, kind, day) for day, kind in after[:limit]]
        following = after[limit - 1] if len(after) > limit else None
        return ArchivePage(name, [manifest for manifest in found if manifest is not None], following)

    async def manifest_async(self, destination: str, kind: ArchiveKind, day: date) -> ArchiveManifest:
        """Return the manifest of a day; NotFoundError where it is not archived."""
        if manifest := await read_manifest_async(self.store(destination), kind, day):
            return manifest
        raise NotFoundError(f"{kind.value} of {day} is not archived there")
