import asyncio
from datetime import timedelta

from application.ports.event_log import LogEntry, LogHead
from fakes.fake_clock import NOON
from support.log_entries import LogUnderTest, entry_after, head_of

HOUR = timedelta(hours=1)


async def filled(under_test: LogUnderTest, entries: int, *, minutes: int = 0, events: int = 2) -> list[LogEntry]:
    """Open the log and append entries, some minutes apart."""
    await under_test.log.open_async()
    head, appended = LogHead(0, 0), []
    for number in range(1, entries + 1):
        entry = entry_after(head, f"commit-{number}", under_test.clock.now(), events=events)
        assert await under_test.log.append_async(entry)
        head = head_of(entry)
        appended.append(entry)
        under_test.clock.pass_seconds(minutes * 60)
    return appended


async def test_keeps_its_epoch_when_opened_again(log_under_test: LogUnderTest) -> None:
    """The epoch is made once; the log begins before its first event."""
    epoch = await log_under_test.log.open_async()
    assert await log_under_test.log.open_async() == epoch
    assert len(epoch) == 8
    assert await log_under_test.log.head_async() == LogHead(0, 0)
    assert await log_under_test.log.read_async(0, 10) == []


async def test_gives_back_what_was_appended_when_read(log_under_test: LogUnderTest) -> None:
    """Entries come back as they were, in order, as many as were asked for."""
    appended = await filled(log_under_test, 5)
    assert await log_under_test.log.head_async() == LogHead(5, 10)
    assert await log_under_test.log.read_async(0, 100) == appended
    assert await log_under_test.log.read_async(2, 2) == appended[2:4]
    assert await log_under_test.log.read_async(5, 100) == []


async def test_refuses_when_the_number_is_taken(log_under_test: LogUnderTest) -> None:
    """Compare and append: only one writer gets a number, and the loser changes nothing."""
    appended = await filled(log_under_test, 2)
    late = entry_after(LogHead(1, 2), "late", NOON)
    assert not await log_under_test.log.append_async(late)
    assert await log_under_test.log.read_async(0, 100) == appended


async def test_succeeds_when_an_append_is_repeated(log_under_test: LogUnderTest) -> None:
    """An insert whose answer was lost is repeated with its own commit id, and is success."""
    appended = await filled(log_under_test, 2)
    assert await log_under_test.log.append_async(appended[0])
    assert await log_under_test.log.append_async(appended[1])
    assert await log_under_test.log.head_async() == LogHead(2, 4)


async def test_stays_gapless_when_many_append_at_once(log_under_test: LogUnderTest) -> None:
    """Writers that race for numbers leave a log without gap or double."""
    await log_under_test.log.open_async()

    async def write(name: str) -> None:
        for number in range(5):
            while True:
                entry = entry_after(await log_under_test.log.head_async(), f"{name}-{number}", NOON, events=3)
                if await log_under_test.log.append_async(entry):
                    break

    async with asyncio.TaskGroup() as tasks:
        for name in "abcd":
            tasks.create_task(write(name))
    entries = await log_under_test.log.read_async(0, 100)
    assert [entry.entry for entry in entries] == list(range(1, 21))
    assert [record.sequence for entry in entries for record in entry.records] == list(range(1, 61))
    assert len({entry.commit_id for entry in entries}) == 20


async def test_reads_on_when_asked_by_event_number(log_under_test: LogUnderTest) -> None:
    """Whoever has seen an event is given the entries that hold later ones, the first of them at least."""
    appended = await filled(log_under_test, 5)
    assert (await log_under_test.log.read_events_after_async(4, 100))[:3] == appended[2:]
    assert (await log_under_test.log.read_events_after_async(5, 1))[0] == appended[2]
    assert await log_under_test.log.read_events_after_async(10, 100) == []


async def test_reads_back_from_the_newest_when_time_has_passed(log_under_test: LogUnderTest) -> None:
    """Recent is counted from the newest entry and not from now: who was down has missed nothing."""
    appended = await filled(log_under_test, 5, minutes=1)
    log_under_test.clock.pass_seconds(7200)
    assert await log_under_test.log.read_recent_async(timedelta(minutes=2)) == appended[2:]


async def test_states_its_floor_when_asked_for_a_retention(log_under_test: LogUnderTest) -> None:
    """What is younger than the retention is all there; what is older may be gone."""
    await filled(log_under_test, 4, minutes=20)
    assert await log_under_test.log.floor_async(timedelta(days=1)) == 0
    assert await log_under_test.log.floor_async(timedelta(minutes=41)) == 4
    assert await log_under_test.log.floor_async(timedelta(minutes=1)) == 8


async def test_keeps_the_head_when_all_has_expired(log_under_test: LogUnderTest) -> None:
    """Expired entries go but never the newest: the next one is numbered after it."""
    appended = await filled(log_under_test, 4, minutes=20)
    assert await log_under_test.log.remove_expired_async() == 2
    assert await log_under_test.log.read_async(0, 100) == appended[2:]
    log_under_test.clock.pass_seconds(86_400)
    assert await log_under_test.log.remove_expired_async() == 1
    assert await log_under_test.log.read_async(0, 100) == appended[3:]
    assert await log_under_test.log.head_async() == LogHead(4, 8)
    assert await log_under_test.log.remove_expired_async() == 0
    epoch = await log_under_test.log.open_async()
    assert await log_under_test.log.open_async() == epoch


async def test_finds_the_head_when_nothing_was_written_for_long(log_under_test: LogUnderTest) -> None:
    """After hours, and after months."""
    await filled(log_under_test, 3)
    for days in (0.2, 9, 200):
        log_under_test.clock.pass_seconds(days * 86_400)
        assert await log_under_test.log.head_async() == LogHead(3, 6)


async def test_finds_the_head_when_its_writer_is_behind(log_under_test: LogUnderTest) -> None:
    """The newest is the one with the highest number, whatever the clocks of the processes say."""
    await filled(log_under_test, 2)
    late = entry_after(LogHead(2, 4), "behind", NOON - timedelta(minutes=5))
    assert await log_under_test.log.append_async(late)
    assert await log_under_test.log.head_async() == LogHead(3, 5)


async def test_reads_on_behind_what_is_gone(log_under_test: LogUnderTest) -> None:
    """By the numbers of entries and of events, however many are gone."""
    await log_under_test.log.open_async()
    head, kept = LogHead(0, 0), []
    for number in range(300):
        lasting = number in {0, 299}
        entry = entry_after(head, f"c{number}", NOON, events=30, kept=timedelta(days=9 if lasting else 0.1))
        assert await log_under_test.log.append_async(entry)
        head = head_of(entry)
        kept += [entry] if lasting else []
    log_under_test.clock.pass_seconds(86_400)
    assert await log_under_test.log.remove_expired_async() == 298
    assert (await log_under_test.log.read_async(0, 10))[:1] == kept[:1]
    assert await log_under_test.log.read_async(1, 10) == kept[1:]
    assert await log_under_test.log.read_events_after_async(30, 10) == kept[1:]
    assert await log_under_test.log.read_events_after_async(head.last, 10) == []


async def test_states_its_floor_when_nothing_was_written_for_long(log_under_test: LogUnderTest) -> None:
    """What is younger than the retention begins hours after that age."""
    await filled(log_under_test, 2)
    log_under_test.clock.pass_seconds(7 * 3600)
    late = entry_after(LogHead(2, 4), "late", log_under_test.clock.now())
    assert await log_under_test.log.append_async(late)
    assert await log_under_test.log.floor_async(timedelta(hours=6, minutes=59)) == 4
