import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from pymongo.errors import AutoReconnect
from pymongo.monitoring import CommandFailedEvent, CommandListener, CommandStartedEvent, CommandSucceededEvent

from application.ports.event_log import LogHead
from domain.errors import SourceUnavailableError
from fakes.fake_clock import NOON, FakeClock
from integration.mongo.log_documents import document_of, entry_from
from integration.mongo.mongo_database import MongoDatabase
from integration.mongo.mongo_event_log import MongoEventLog
from support.database import DatabaseServer
from support.log_entries import entry_after, head_of
from support.waiting import until


class ForgetfulLog(MongoEventLog):
    """Inserts, and loses the first answers on the way back."""

    def __init__(self, database: MongoDatabase, lost: int) -> None:
        super().__init__(database, FakeClock())
        self._lost = lost

    async def _insert(self, document: dict[str, Any]) -> bool:
        inserted = await super()._insert(document)
        if self._lost:
            self._lost -= 1
            raise AutoReconnect("the answer was lost")
        return inserted


async def test_succeeds_when_the_answer_was_lost(mongo: MongoDatabase) -> None:
    """The insert is repeated with the same commit id: found there, it is success and not a conflict."""
    log = ForgetfulLog(mongo, lost=1)
    await log.open_async()
    assert await log.append_async(entry_after(LogHead(0, 0), "once", NOON))
    assert len(await log.read_async(0, 10)) == 1


async def test_says_that_it_does_not_know_when_both_answers_were_lost(mongo: MongoDatabase) -> None:
    """Whether it was saved is not known, and is not claimed either way."""
    log = ForgetfulLog(mongo, lost=2)
    await log.open_async()
    with pytest.raises(SourceUnavailableError):
        await log.append_async(entry_after(LogHead(0, 0), "once", NOON))
    assert len(await log.read_async(0, 10)) == 1


async def test_finds_change_streams_when_the_server_has_them(
    mongo: MongoDatabase, standalone_mongo: MongoDatabase
) -> None:
    """A replica set wakes its followers; a standalone server is asked four times a second."""
    assert mongo.has_change_streams
    assert not standalone_mongo.has_change_streams
    assert MongoEventLog(mongo, FakeClock()).poll_seconds == 1.0
    assert MongoEventLog(standalone_mongo, FakeClock()).poll_seconds == 0.25
    assert [entry async for entry in MongoEventLog(standalone_mongo, FakeClock()).watch_async()] == []


async def test_wakes_up_when_somebody_appends(mongo: MongoDatabase, database: DatabaseServer) -> None:
    """The change stream yields the numbers of new entries, written through any connection."""
    log = MongoEventLog(mongo, FakeClock())
    await log.open_async()
    woken: list[int] = []

    async def watch(changes: AsyncIterator[int]) -> None:
        async for entry in changes:
            woken.append(entry)  # noqa: PERF401  # it is looked at meanwhile

    watching = asyncio.create_task(watch(log.watch_async()))
    other = MongoDatabase(database.uri, mongo.documents.name, timeout_seconds=5)
    head = LogHead(0, 0)

    async def hears() -> bool:
        nonlocal head
        entry = entry_after(head, f"commit-{head.entry}", NOON)
        await MongoEventLog(other, FakeClock()).append_async(entry)
        head = head_of(entry)
        await asyncio.sleep(0.1)
        return bool(woken)

    await until(hears, "the change stream tells of an entry")
    watching.cancel()
    await other.stop_async()
    assert set(woken) <= set(range(1, head.entry + 1))


async def test_fails_as_a_source_when_the_database_is_gone(own_database: DatabaseServer) -> None:
    """The driver's errors come as SourceUnavailableError within the deadline, and nothing of their text."""
    mongo = MongoDatabase(own_database.uri, "gone", timeout_seconds=0.5)
    await mongo.start_async()
    log = MongoEventLog(mongo, FakeClock())
    await log.open_async()
    own_database.child.freeze()
    async with asyncio.timeout(3):
        for call in (log.head_async(), log.read_async(0, 1), log.append_async(entry_after(LogHead(0, 0), "x", NOON))):
            with pytest.raises(SourceUnavailableError) as caught:
                await call
            assert str(caught.value) == "the database does not answer"
    await mongo.stop_async()


@pytest.mark.parametrize("left_out", [(), ("regions", "tags")])
def test_reads_an_entry_when_an_older_version_wrote_it(left_out: Sequence[str]) -> None:
    """Events were documents once, at first without labels; they pass no filter by region or tag then."""
    entry = entry_after(LogHead(0, 0), "c1", NOON)
    document = document_of(entry)
    assert entry_from(document) == entry
    events = msgspec.json.decode(document["events"])
    older = [{name: value for name, value in event.items() if name not in left_out} for event in events]
    assert entry_from({**document, "events": older}) == entry


class CountedReplies(CommandListener):
    """How many documents the server found."""

    def __init__(self) -> None:
        self.documents = 0

    def started(self, event: CommandStartedEvent) -> None:
        """Not of interest."""

    def succeeded(self, event: CommandSucceededEvent) -> None:
        """Count."""
        if event.command_name == "find":
            self.documents += len(event.reply["cursor"]["firstBatch"])

    def failed(self, event: CommandFailedEvent) -> None:
        """Not of interest."""


async def test_looks_at_few_entries_when_the_log_is_long(mongo: MongoDatabase, database: DatabaseServer) -> None:
    """Of an hour with an entry each ten seconds: the embedded database reads all that match."""
    clock, replies = FakeClock(), CountedReplies()
    counted = MongoDatabase(database.uri, mongo.documents.name, 5, [replies])
    log = MongoEventLog(counted, clock)
    await log.open_async()
    head = LogHead(0, 0)
    for number in range(360):
        clock.pass_seconds(10)
        entry = entry_after(head, f"c{number}", clock.now(), events=3)
        assert await log.append_async(entry)
        head = head_of(entry)
    replies.documents = 0
    assert await log.head_async() == head
    assert await log.floor_async(timedelta(minutes=30)) == 537
    assert [entry.entry for entry in await log.read_async(100, 4)] == [101, 102, 103, 104]
    assert (await log.read_events_after_async(600, 10))[0].entry == 201
    assert len(await log.read_recent_async(timedelta(minutes=2))) == 13
    await counted.stop_async()
    assert replies.documents < 60
