"""Where archives are kept: the fake, a directory and S3 do alike."""

from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex

import boto3
import pytest

from application.clock import Clock
from application.ports.archive_store import ArchiveStore, ArchiveStoreError
from domain.worker.aws_scope import AwsScope
from fakes.in_memory_archive import InMemoryArchiveStore
from integration.aws import s3_archive_store
from integration.aws.aws_clients import AwsClients
from integration.aws.aws_configuration import AwsConfiguration
from integration.aws.s3_archive_store import S3ArchiveStore
from integration.aws.s3_place import S3Place
from integration.directory.directory_archive_store import DirectoryArchiveStore
from support.moto import moto_server

NAME = "telemetry/date=2026-11-01/part-0.parquet"
SCOPE = AwsScope("default", "us-east-1")


@pytest.fixture(scope="module")
def moto() -> Iterator[str]:
    """An S3 that others wrote."""
    with moto_server() as address:
        yield address


@pytest.fixture
def s3(moto: str) -> Iterator[S3ArchiveStore]:
    """A bucket of its own, and a prefix in it."""
    bucket = f"archive-{token_hex(6)}"
    boto3.client("s3", endpoint_url=moto, region_name=SCOPE.region).create_bucket(Bucket=bucket)
    clients = AwsClients(AwsConfiguration(endpoint_url=moto), Clock())
    yield S3ArchiveStore(clients, S3Place.parse(f"s3://{bucket}/fleets/lab/", SCOPE))
    clients.close()


@pytest.fixture(params=["in_memory", "directory", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> ArchiveStore:
    """Each kind there is."""
    if request.param == "directory":
        return DirectoryArchiveStore(tmp_path / "archive")
    return InMemoryArchiveStore() if request.param == "in_memory" else request.getfixturevalue("s3")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of this machine."""
    path = tmp_path / "made"
    path.write_bytes(b"rows")
    return path


def fill(path: Path, words: bytes) -> None:
    """Write a file."""
    path.write_bytes(words)


def content(path: Path) -> bytes:
    """Read a file."""
    return path.read_bytes()


async def accept(path: Path) -> None:
    """Find nothing wrong."""


async def refuse(path: Path) -> None:
    """Find it wrong."""
    raise ArchiveStoreError("it is wrong")


async def content_of(store: ArchiveStore, name: str) -> bytes | None:
    """Read all parts."""
    parts = await store.parts_async(name)
    return None if parts is None else b"".join([part async for part in parts])


async def test_gives_back_what_was_put(store: ArchiveStore, file: Path) -> None:
    """As a file, in parts, and by its name; the second in place of the first."""
    read: list[bytes] = []

    async def look(path: Path) -> None:
        read.append(content(path))

    await store.put_async(NAME, file, look)
    fill(file, b"other rows")
    await store.put_async(NAME, file, look)
    assert read == [b"rows", b"other rows"]
    assert await store.names_async("telemetry/date=") == [NAME]
    assert await store.names_async("events/") == []
    assert await content_of(store, NAME) == b"other rows"
    async with store.fetched(NAME) as path:
        assert path is not None
        assert content(path) == b"other rows"


async def test_keeps_nothing_when_it_does_not_pass(store: ArchiveStore, file: Path) -> None:
    """Nothing has its name, and nothing is left of it."""
    with pytest.raises(ArchiveStoreError):
        await store.put_async(NAME, file, refuse)
    assert await store.names_async("") == []
    assert await store.remove_leftovers_async() == 0


async def test_writes_and_reads_what_is_small(store: ArchiveStore) -> None:
    """Until it is removed; what is not there is None, and may be removed."""
    name = "telemetry/date=2026-11-01/manifest.json"
    assert await store.read_async(name) is None
    await store.write_async(name, b"one")
    await store.write_async(name, b"two")
    assert await store.read_async(name) == b"two"
    for _ in range(2):
        await store.remove_async(name)
    assert await store.read_async(name) is None
    assert await content_of(store, name) is None
    async with store.fetched(name) as path:
        assert path is None


async def test_reads_one_version_in_parts_when_an_object_is_large(
    s3: S3ArchiveStore, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of an object that is replaced or removed meanwhile, no half is given out for a whole."""
    monkeypatch.setattr(s3_archive_store, "PART_BYTES", 3)
    fill(file, b"0123456789")
    await s3.put_async(NAME, file, accept)
    assert await content_of(s3, NAME) == b"0123456789"
    parts = await s3.parts_async(NAME)
    assert parts is not None
    assert await anext(parts) == b"012"
    await s3.remove_async(NAME)
    with pytest.raises(ArchiveStoreError, match="replaced or removed"):
        await anext(parts)
    fill(file, b"0123456789")
    await s3.put_async(NAME, file, accept)
    parts = await s3.parts_async(NAME)
    assert parts is not None
    await anext(parts)
    await s3.write_async(NAME, b"abcdefghij")
    with pytest.raises(ArchiveStoreError, match="replaced or removed"):
        await anext(parts)


async def test_says_where_when_a_directory_cannot_be_written(tmp_path: Path, file: Path) -> None:
    """A sentence without a traceback."""
    (tmp_path / "taken").touch()
    store = DirectoryArchiveStore(tmp_path / "taken")
    with pytest.raises(ArchiveStoreError, match=r"the directory .*taken of the archive"):
        await store.put_async(NAME, file, accept)


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("s3://b", S3Place("b", "", SCOPE)),
        ("s3://b/a/c/", S3Place("b", "a/c/", SCOPE)),
        ("s3://b/a?region=eu-west-1&account=lab", S3Place("b", "a/", AwsScope("lab", "eu-west-1"))),
    ],
)
def test_reads_a_place_in_s3(url: str, place: S3Place) -> None:
    """What is not said is that of the settings."""
    assert S3Place.parse(url, SCOPE) == place
