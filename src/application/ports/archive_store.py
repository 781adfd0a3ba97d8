"""The port to where archives are kept."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Protocol

from domain.errors import SourceUnavailableError

Check = Callable[[Path], Awaitable[None]]
"""Looks at what was read back from the store, as a file of this machine; it raises what is wrong with it."""


class ArchiveStoreError(SourceUnavailableError):
    """A store cannot be read or written; the message says which and why."""

    def __init__(self, message: str) -> None:
        super().__init__(message, code="archive_store_unavailable")


class ArchiveStore(Protocol):
    """Files by name, as in `telemetry/date=2026-11-01/part-0.parquet`. Errors come as SourceUnavailableError."""

    async def put_async(self, name: str, path: Path, check: Check) -> None:
        """Copy a file of this machine here, whole or not at all, in place of what has the name.

        `check` reads it as it is here. What does not pass is not kept.
        """

    async def write_async(self, name: str, content: bytes) -> None:
        """Write something small, whole or not at all, in place of what has the name."""

    async def read_async(self, name: str) -> bytes | None:
        """Read something small; None where nothing has the name."""

    async def remove_async(self, name: str) -> None:
        """Remove it, where it is there."""

    async def names_async(self, prefix: str) -> Sequence[str]:
        """Return the names that begin so, in order. What is only on its way has none."""

    def fetched(self, name: str) -> AbstractAsyncContextManager[Path | None]:
        """Read a file back as one of this machine, until the end of the block; None where nothing has the name."""

    async def parts_async(self, name: str) -> AsyncIterator[bytes] | None:
        """Return the content of a file in parts, all of one version of it; None where nothing has the name."""

    async def remove_leftovers_async(self) -> int:
        """Remove what writers left here that were killed; return how many there were."""


class ArchiveStores(Protocol):
    """The destinations that the settings name."""

    @property
    def names(self) -> Sequence[str]:
        """All of them, in the order of the settings."""

    def store(self, name: str) -> ArchiveStore:
        """Return one of `names`."""
