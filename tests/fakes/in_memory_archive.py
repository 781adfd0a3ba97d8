"""An archive and what it is made of, without a database and without DuckDB."""

import json
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from application.ports.archive_files import ArchiveBatch, ArchiveFileError, RowFacts, WrittenFile
from application.ports.archive_source import HourKey, HourOfSamples
from application.ports.archive_store import ArchiveStoreError, Check
from application.ports.event_log import LogEntry
from domain.archive.archive_days import ONE_DAY, begin_of
from domain.archive.archive_kind import ArchiveFormat, ArchiveKind
from domain.archive.archive_plan import ArchivePlan


class InMemoryArchiveSource:
    """`hours` and `entries` are what the database has; `down` makes reading them fail half-way."""

    def __init__(self) -> None:
        self.hours: dict[HourKey, HourOfSamples] = {}
        self.entries: list[LogEntry] = []
        self.down = False

    def add(self, worker_id: str, hour: datetime, *times: datetime) -> None:
        """Have samples of a worker."""
        key = HourKey(worker_id, hour)
        self.hours[key] = HourOfSamples(key, times, [[1.0] * 7 for _ in times])

    async def samples_of(self, day: date) -> AsyncIterator[Sequence[HourOfSamples]]:
        """See ArchiveSource."""
        for hour in list(self.hours.values()):
            if hour.key.hour.date() == day:
                yield [hour]
        if self.down:
            raise ArchiveStoreError("the database does not answer")

    async def events_of(self, day: date) -> AsyncIterator[Sequence[LogEntry]]:
        """See ArchiveSource."""
        begin = begin_of(day)
        yield [entry for entry in self.entries if begin <= entry.at < begin + ONE_DAY]

    async def remove_hours_async(self, counts: Mapping[HourKey, int]) -> int:
        """See ArchiveSource."""
        gone = [key for key, count in counts.items() if key in self.hours and len(self.hours[key].times) == count]
        return sum(len(self.hours.pop(key).times) for key in gone)


class FakeArchiveWriting:
    """A line for each row: whose it is, and when it was."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "part"
        self._rows: list[tuple[str, str]] = []

    async def add_async(self, batch: ArchiveBatch) -> None:
        """See ArchiveWriting."""
        for each in batch:
            if isinstance(each, HourOfSamples):
                self._rows += [(each.key.worker_id, time.isoformat()) for time in each.times]
            else:
                self._rows += [(str(record.sequence), each.at.isoformat()) for record in each.records]

    async def finish_async(self) -> WrittenFile:
        """See ArchiveWriting."""
        content = "".join(f"{json.dumps(row)}\n" for row in sorted(self._rows)).encode()
        self._path.write_bytes(content)
        return WrittenFile(self._path, len(content), sha256(content).hexdigest())


class FakeArchiveFiles:
    """`leftovers` is how many are found; `miscounted` is added to what every file is said to have."""

    def __init__(self) -> None:
        self.leftovers = 0
        self.miscounted = 0

    @asynccontextmanager
    async def writing(self, kind: ArchiveKind, form: ArchiveFormat) -> AsyncIterator[FakeArchiveWriting]:
        """See ArchiveFiles."""
        with TemporaryDirectory() as folder:
            yield FakeArchiveWriting(Path(folder))

    async def sha256_async(self, path: Path) -> str:
        """See ArchiveFiles."""
        return sha256(_content(path)).hexdigest()

    async def facts_async(self, path: Path, kind: ArchiveKind, form: ArchiveFormat) -> RowFacts:
        """See ArchiveFiles."""
        times = sorted(datetime.fromisoformat(time) for _, time in _rows(path))
        return RowFacts(len(times) + self.miscounted, times[0] if times else None, times[-1] if times else None)

    async def hours_async(self, path: Path, form: ArchiveFormat) -> Mapping[HourKey, int]:
        """See ArchiveFiles."""
        moments = [(who, datetime.fromisoformat(time)) for who, time in _rows(path)]
        return Counter(HourKey(who, time.replace(minute=0, second=0, microsecond=0)) for who, time in moments)

    async def remove_leftovers_async(self) -> int:
        """See ArchiveFiles."""
        removed, self.leftovers = self.leftovers, 0
        return removed


class InMemoryArchiveStore:
    """`files` is what is there; `spoils` makes what is put there another thing than what was given."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.spoils = False
        self.down = False
        self.puts = 0

    async def put_async(self, name: str, path: Path, check: Check) -> None:
        """See ArchiveStore."""
        self.puts += 1
        content = _content(path) + (b"\n" if self.spoils else b"")
        with TemporaryDirectory() as folder:
            back = Path(folder) / "back"
            back.write_bytes(content)
            await check(back)
        self.files[name] = content

    async def write_async(self, name: str, content: bytes) -> None:
        """See ArchiveStore."""
        self.files[name] = content

    async def read_async(self, name: str) -> bytes | None:
        """See ArchiveStore."""
        return self.files.get(name)

    async def remove_async(self, name: str) -> None:
        """See ArchiveStore."""
        self.files.pop(name, None)

    async def names_async(self, prefix: str) -> Sequence[str]:
        """See ArchiveStore."""
        if self.down:
            raise ArchiveStoreError("the directory is away")
        return sorted(name for name in self.files if name.startswith(prefix))

    @asynccontextmanager
    async def fetched(self, name: str) -> AsyncIterator[Path | None]:
        """See ArchiveStore."""
        with TemporaryDirectory() as folder:
            path = Path(folder) / "fetched"
            if name in self.files:
                path.write_bytes(self.files[name])
            yield path if name in self.files else None

    async def parts_async(self, name: str) -> AsyncIterator[bytes] | None:
        """See ArchiveStore."""
        return _parts(self.files[name]) if name in self.files else None

    async def remove_leftovers_async(self) -> int:
        """See ArchiveStore."""
        return 0


class InMemoryArchiveStores:
    """Two destinations."""

    def __init__(self) -> None:
        self.main = InMemoryArchiveStore()
        self.by_name = {"main": self.main, "cold": InMemoryArchiveStore()}

    @property
    def names(self) -> Sequence[str]:
        """See ArchiveStores."""
        return list(self.by_name)

    def store(self, name: str) -> InMemoryArchiveStore:
        """See ArchiveStores."""
        return self.by_name[name]


class InMemoryArchivePlanRepository:
    """By id."""

    def __init__(self) -> None:
        self.records: dict[str, ArchivePlan] = {}

    async def add_async(self, plan: ArchivePlan) -> None:
        """Keep."""
        self.records[plan.id] = plan

    async def replace_async(self, plan: ArchivePlan) -> bool:
        """Replace the version before."""
        known = self.records.get(plan.id)
        if known is None or known.version != plan.version - 1:
            return False
        self.records[plan.id] = plan
        return True

    async def find_async(self, plan_id: str) -> ArchivePlan | None:
        """Look it up."""
        return self.records.get(plan_id)

    async def list_async(self) -> Sequence[ArchivePlan]:
        """Return all, oldest first."""
        return sorted(self.records.values(), key=lambda plan: (plan.created_at, plan.id))

    async def remove_async(self, plan_id: str) -> bool:
        """Forget."""
        return self.records.pop(plan_id, None) is not None


async def _parts(content: bytes) -> AsyncIterator[bytes]:
    yield content


def _content(path: Path) -> bytes:
    return path.read_bytes()


def _rows(path: Path) -> list[list[str]]:
    try:
        return [json.loads(line) for line in path.read_text().splitlines() if line]
    except ValueError as error:
        raise ArchiveFileError("the file cannot be read") from error
