"""Manifests as the files that they are."""

import re
from collections.abc import Sequence
from datetime import date

import msgspec

from application.ports.archive_store import ArchiveStore, ArchiveStoreError
from domain.archive.archive_kind import ArchiveKind
from domain.archive.archive_manifest import SCHEMA_VERSION, ArchiveManifest, manifest_name

_NAME = re.compile(r"(?P<kind>[a-z]+)/date=(?P<day>\d{4}-\d{2}-\d{2})/manifest\.json")


async def read_manifest_async(store: ArchiveStore, kind: ArchiveKind, day: date) -> ArchiveManifest | None:
    """Read the manifest of a day; None where there is none. ArchiveStoreError for one that cannot be understood."""
    content = await store.read_async(name := manifest_name(kind, day))
    if content is None:
        return None
    try:
        manifest = msgspec.json.decode(content, type=ArchiveManifest)
    except msgspec.MsgspecError as error:
        raise ArchiveStoreError(f"{name} is no manifest of an archive") from error
    if manifest.schema_version > SCHEMA_VERSION:
        raise ArchiveStoreError(f"{name} was written by a newer version of cml-fleet")
    return manifest


async def write_manifest_async(store: ArchiveStore, manifest: ArchiveManifest) -> None:
    """Write a manifest: from now on its files count."""
    content = msgspec.json.format(msgspec.json.encode(manifest), indent=2)
    await store.write_async(manifest_name(manifest.kind, manifest.day), content)


async def archived_days_async(store: ArchiveStore, kind: ArchiveKind) -> Sequence[date]:
    """Return the days that have a manifest, in order."""
    found = map(_NAME.fullmatch, await store.names_async(f"{kind.value}/date="))
    return [date.fromisoformat(match["day"]) for match in found if match]
