"""TelemetryPruning: removes from the database what is archived for sure."""

from collections import Counter

from application.archive.file_check import FileCheck
from application.ports.archive_files import ArchiveFiles
from application.ports.archive_source import ArchiveSource, HourKey
from application.ports.archive_store import ArchiveStore
from domain.archive.archive_manifest import ArchiveManifest


class TelemetryPruning:
    """An hour of a worker is removed that has as many samples as the file: one that came late keeps its hour."""

    def __init__(self, source: ArchiveSource, files: ArchiveFiles, check: FileCheck) -> None:
        self._source = source
        self._files = files
        self._check = check

    async def prune_async(self, store: ArchiveStore, manifest: ArchiveManifest) -> int:
        """Read the files back from where they are kept, then remove what they hold; return how many samples went."""
        archived: Counter[HourKey] = Counter()
        async for path in self._check.archived(store, manifest):
            archived.update(await self._files.hours_async(path, manifest.format))
        return await self._source.remove_hours_async(archived)
