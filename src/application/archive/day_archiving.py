"""DayArchiving: makes the archive of one kind of one day."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from application.archive.archive_order import ArchiveOrder
from application.archive.file_check import FileCheck
from application.archive.manifest_files import read_manifest_async, write_manifest_async
from application.archive.row_counting import RowCounting
from application.clock import Clock
from application.ports.archive_files import ArchiveBatch, ArchiveFileError, ArchiveFiles, ArchiveWriting, WrittenFile
from application.ports.archive_source import ArchiveSource
from application.ports.archive_store import ArchiveStore
from domain.archive.archive_kind import ArchiveKind
from domain.archive.archive_manifest import ArchivedFile, ArchiveManifest, file_name, folder_of, manifest_name


@dataclass(frozen=True, slots=True)
class DayOutcome:
    """What counts now; `was_fuller` where an archive from before has more rows than the database has by now."""

    manifest: ArchiveManifest
    was_fuller: bool = False


class DayArchiving:
    """Done again, it ends in the same files. Killed, it leaves nothing that counts: the manifest is written last."""

    def __init__(self, source: ArchiveSource, files: ArchiveFiles, check: FileCheck, clock: Clock) -> None:
        self._source = source
        self._files = files
        self._check = check
        self._clock = clock

    async def archive_async(
        self, store: ArchiveStore, order: ArchiveOrder, kind: ArchiveKind, day: date, made_by: str
    ) -> DayOutcome:
        """Archive what the database has of a day, unless that is less than what is archived of it.

        Rows leave the database, by its retention or pruned: who archives such a day again must not lose them.
        Raises one of the source errors.
        """
        async with self._files.writing(kind, order.format) as writing:
            counting = await self._fill_async(writing, kind, day)
            written = await writing.finish_async()
            made = self._manifest(order, kind, day, made_by, written, counting)
            known = await read_manifest_async(store, kind, day)
            if known is not None and known.rows > made.rows:
                return DayOutcome(known, was_fuller=True)
            if known is not None and await self._still_holds_async(store, known, made):
                return DayOutcome(known)
            await self._replace_async(store, made, written)
            return DayOutcome(made)

    async def _fill_async(self, writing: ArchiveWriting, kind: ArchiveKind, day: date) -> RowCounting:
        counting = RowCounting()
        async for batch in self._batches(kind, day):
            counting.add(batch)
            await writing.add_async(batch)
        return counting

    def _batches(self, kind: ArchiveKind, day: date) -> AsyncIterator[ArchiveBatch]:
        return self._source.samples_of(day) if kind is ArchiveKind.TELEMETRY else self._source.events_of(day)

    def _manifest(
        self, order: ArchiveOrder, kind: ArchiveKind, day: date, made_by: str, written: WrittenFile, rows: RowCounting
    ) -> ArchiveManifest:
        facts = rows.facts
        file = ArchivedFile(
            name=file_name(kind, day, order.format),
            rows=facts.rows,
            bytes=written.bytes,
            sha256=written.sha256,
            first_at=facts.first_at,
            last_at=facts.last_at,
        )
        return ArchiveManifest(
            kind=kind,
            day=day,
            format=order.format,
            files=(file,),
            made_at=self._clock.now(),
            made_by=made_by,
            range_first=order.days.first,
            range_last=order.days.last,
        )

    async def _still_holds_async(self, store: ArchiveStore, known: ArchiveManifest, made: ArchiveManifest) -> bool:
        """Whether the same file is there already, and whole."""
        if known.files != made.files:
            return False
        try:
            return len([path async for path in self._check.archived(store, known)]) == len(known.files)
        except ArchiveFileError:
            return False

    async def _replace_async(self, store: ArchiveStore, made: ArchiveManifest, written: WrittenFile) -> None:
        """Take the old manifest away first: between the two, it would tell of another file than is there."""
        await store.remove_async(manifest_name(made.kind, made.day))
        (file,) = made.files
        check = partial(self._check.check_async, expected=file, kind=made.kind, form=made.format)
        await store.put_async(file.name, written.path, check)
        for name in await store.names_async(folder_of(made.kind, made.day)):
            if name != file.name:
                await store.remove_async(name)
        await write_manifest_async(store, made)
