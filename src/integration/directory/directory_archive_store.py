"""Archives in a directory."""

import os
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from shutil import copyfileobj
from typing import BinaryIO, TypeVar

from application.ports.archive_store import ArchiveStoreError, Check
from integration.directory.incoming_files import INCOMING, IncomingFile, remove_abandoned_files
from integration.threads.daemon_thread_pool import DaemonThreadPool

PART_BYTES = 1024 * 1024

Result = TypeVar("Result")


class DirectoryArchiveStore:
    """A file is written under another name, read back, and then renamed (rename(2): there is never half of it)."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._threads = DaemonThreadPool(2, "archive-directory")

    async def put_async(self, name: str, path: Path, check: Check) -> None:
        """Copy, check, rename."""
        incoming = await self._run(partial(IncomingFile, self._root))
        try:
            await self._run(partial(_copy, path, incoming))
            await check(incoming.path)
            await self._run(partial(incoming.publish, self._root / name))
        finally:
            incoming.discard()

    async def write_async(self, name: str, content: bytes) -> None:
        """Write, rename."""
        await self._run(partial(_write, self._root, name, content))

    async def read_async(self, name: str) -> bytes | None:
        """Read it whole."""
        return await self._run(partial(_read, self._root / name))

    async def remove_async(self, name: str) -> None:
        """Unlink."""
        await self._run(partial((self._root / name).unlink, missing_ok=True))

    async def names_async(self, prefix: str) -> Sequence[str]:
        """Walk the folder that the names are in."""
        return await self._run(partial(_names, self._root, prefix))

    @asynccontextmanager
    async def fetched(self, name: str) -> AsyncIterator[Path | None]:
        """It is a file of this machine already."""
        path = self._root / name
        yield path if await self._run(path.is_file) else None

    async def parts_async(self, name: str) -> AsyncIterator[bytes] | None:
        """Keep one version open: what is renamed over it changes nothing."""
        file = await self._run(partial(_opened, self._root / name))
        return None if file is None else self._parts(file)

    async def remove_leftovers_async(self) -> int:
        """Remove what nobody has locked."""
        return await self._run(partial(remove_abandoned_files, self._root))

    async def _parts(self, file: BinaryIO) -> AsyncIterator[bytes]:
        with file:
            while part := await self._run(partial(file.read, PART_BYTES)):
                yield part

    async def _run(self, function: Callable[[], Result]) -> Result:
        try:
            return await self._threads.run(function)
        except OSError as error:
            raise ArchiveStoreError(f"the directory {self._root} of the archive: {error.strerror}") from error


def _copy(path: Path, incoming: IncomingFile) -> None:
    with path.open("rb") as source:
        copyfileobj(source, incoming.file, PART_BYTES)
    incoming.settle()


def _write(root: Path, name: str, content: bytes) -> None:
    incoming = IncomingFile(root)
    try:
        incoming.file.write(content)
        incoming.settle()
        incoming.publish(root / name)
    finally:
        incoming.discard()


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _opened(path: Path) -> BinaryIO | None:
    try:
        return path.open("rb")
    except FileNotFoundError:
        return None


def _names(root: Path, prefix: str) -> list[str]:
    folder = root / prefix.rpartition("/")[0]
    found = (Path(place, name) for place, _, files in os.walk(folder) for name in files)
    names = (path.relative_to(root).as_posix() for path in found)
    return sorted(name for name in names if name.startswith(prefix) and not name.startswith(INCOMING))
