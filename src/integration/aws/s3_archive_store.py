"""Archives in S3."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from application.ports.archive_store import ArchiveStoreError, Check
from integration.aws import s3_objects
from integration.aws.aws_call import S3, AwsCall
from integration.aws.aws_clients import AwsClients
from integration.aws.s3_place import S3Place
from integration.threads.daemon_thread_pool import DaemonThreadPool

PART_BYTES = 8 * 1024 * 1024
UPLOAD_SECONDS = 1800.0
PART_SECONDS = 60.0

Ask = Callable[[Any, str, str], Mapping[str, Any]]
"""Asks with a client, about a bucket and a key."""


class S3ArchiveStore:
    """An object is there when all of it was uploaded. How it is encrypted is what the bucket says."""

    def __init__(self, clients: AwsClients, place: S3Place) -> None:
        self._clients = clients
        self._place = place
        self._threads = DaemonThreadPool(1, "archive-s3")

    async def put_async(self, name: str, path: Path, check: Check) -> None:
        """Upload, read back, check; what is not right is removed again."""
        await self._ask("PutObject", name, partial(s3_objects.put_file, path=path), UPLOAD_SECONDS)
        checked = False
        try:
            async with self.fetched(name) as back:
                if back is None:
                    raise ArchiveStoreError(f"{name} is not in the bucket although it was uploaded")
                await check(back)
                checked = True
        finally:
            if not checked:
                await self.remove_async(name)

    async def write_async(self, name: str, content: bytes) -> None:
        """Upload."""
        await self._ask("PutObject", name, partial(s3_objects.put_bytes, content=content), PART_SECONDS)

    async def read_async(self, name: str) -> bytes | None:
        """Download."""
        content: bytes | None = (await self._ask("GetObject", name, s3_objects.get_bytes, PART_SECONDS)).get("content")
        return content

    async def remove_async(self, name: str) -> None:
        """Delete."""
        await self._ask("DeleteObject", name, s3_objects.delete, PART_SECONDS)

    async def names_async(self, prefix: str) -> Sequence[str]:
        """List."""
        reply = await self._ask("ListObjectsV2", prefix, s3_objects.names, PART_SECONDS)
        return sorted(key.removeprefix(self._place.prefix) for key in reply["keys"])

    @asynccontextmanager
    async def fetched(self, name: str) -> AsyncIterator[Path | None]:
        """Download in parts."""
        parts = await self.parts_async(name)
        with TemporaryDirectory(prefix="cml-fleet-archive-") as folder:
            path = Path(folder) / "part"
            if parts is not None:
                await self._download(parts, path)
            yield None if parts is None else path

    async def parts_async(self, name: str) -> AsyncIterator[bytes] | None:
        """Download a part at a time, all of the version that the first was of."""
        first = await self._part(name, 0, "")
        return self._parts(name, first) if first else None

    async def remove_leftovers_async(self) -> int:
        """An upload that was broken off leaves nothing."""
        return 0

    async def _parts(self, name: str, first: Mapping[str, Any]) -> AsyncIterator[bytes]:
        yield first["content"]
        for offset in range(PART_BYTES, first["bytes"], PART_BYTES):
            part = await self._part(name, offset, first["tag"])
            if not part:
                raise ArchiveStoreError(f"{name} was replaced or removed while it was read")
            yield part["content"]

    async def _part(self, name: str, offset: int, tag: str) -> Mapping[str, Any]:
        span = f"bytes={offset}-{offset + PART_BYTES - 1}"
        return await self._ask("GetObject", name, partial(s3_objects.get_part, span=span, tag=tag), PART_SECONDS)

    async def _download(self, parts: AsyncIterator[bytes], path: Path) -> None:
        with path.open("wb") as file:
            async for part in parts:
                await self._threads.run(partial(file.write, part))

    async def _ask(self, operation: str, name: str, ask: Ask, seconds: float) -> Mapping[str, Any]:
        bucket, key = self._place.bucket, f"{self._place.prefix}{name}"
        call = AwsCall(
            scope=self._place.scope,
            service=S3,
            operation=operation,
            ask=lambda client: ask(client, bucket, key),
            read=lambda reply: reply,
            deadline_seconds=seconds,
        )
        return await self._clients.run(call)
