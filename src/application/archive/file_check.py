"""FileCheck: whether files are what their manifest says."""

from collections.abc import AsyncIterator
from pathlib import Path

from application.ports.archive_files import ArchiveFileError, ArchiveFiles, RowFacts
from application.ports.archive_store import ArchiveStore
from domain.archive.archive_kind import ArchiveFormat, ArchiveKind
from domain.archive.archive_manifest import ArchivedFile, ArchiveManifest


class FileCheck:
    """Reads every byte, and every row with the reader that others would use."""

    def __init__(self, files: ArchiveFiles) -> None:
        self._files = files

    async def check_async(self, path: Path, expected: ArchivedFile, kind: ArchiveKind, form: ArchiveFormat) -> None:
        """ArchiveFileError where the file at `path` is another one than `expected`."""
        if await self._files.sha256_async(path) != expected.sha256:
            raise ArchiveFileError(f"{expected.name} was read back with another content than was written")
        facts = await self._files.facts_async(path, kind, form)
        wanted = RowFacts(expected.rows, expected.first_at, expected.last_at)
        if facts != wanted:
            raise ArchiveFileError(
                f"{expected.name} has {facts.rows} rows from {facts.first_at} to {facts.last_at} instead of "
                f"{wanted.rows} from {wanted.first_at} to {wanted.last_at}"
            )

    async def archived(self, store: ArchiveStore, manifest: ArchiveManifest) -> AsyncIterator[Path]:
        """Read the files of a day back from the store, and yield each that was found right.

        ArchiveFileError where one is gone or another one.
        """
        for file in manifest.files:
            async with store.fetched(file.name) as path:
                if path is None:
                    raise ArchiveFileError(f"{file.name} is gone")
                await self.check_async(path, file, manifest.kind, manifest.format)
                yield path
