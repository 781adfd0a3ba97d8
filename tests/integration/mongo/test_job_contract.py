"""Queue, overrides and logs of jobs: the fakes and the real ones keep alike."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from application.clock import Clock
from application.ports.job_executions import ExecutionFilter, JobExecutions, OverlapError, Place
from application.ports.job_logs import JobLogs, LogLine
from domain.errors import SourceUnavailableError
from domain.job.job_configuration import JobConfiguration, JobConfigurations
from domain.job.job_execution import (
    Control,
    ExecutionCounters,
    ExecutionError,
    ExecutionProgress,
    ExecutionState,
    ExecutionWarning,
    JobExecution,
    TriggerKind,
)
from domain.job.schedule import Schedule
from fakes.fake_process import settings_with
from fakes.in_memory_jobs import InMemoryJobConfigurations, InMemoryJobExecutions, InMemoryJobLogs
from integration.mongo.mongo_database import MongoDatabase
from integration.mongo.mongo_job_configurations import MongoJobConfigurations
from integration.mongo.mongo_job_executions import MongoJobExecutions
from integration.mongo.mongo_job_logs import MongoJobLogs
from integration.mongo.server_clock import ServerClock
from support.waiting import until

NOW = Clock().now()
LONG, SHORT = 60.0, 0.1


def execution(name: str = "a", **fields: Any) -> JobExecution:
    """A run that waits since a moment ago."""
    usual = {"job": "probe", "scheduled_for": NOW, "due_at": NOW - timedelta(seconds=5), "created_at": NOW}
    return JobExecution(**{"id": name, **usual, **fields})


WHOLE = execution(
    "whole",
    owner="key:x",
    params={"start": "2026-11-01", "tags": ["a"]},
    dry_run=True,
    attempt=2,
    fence=3,
    started_at=NOW,
    finished_at=NOW,
    state=ExecutionState.COMPLETED_WITH_WARNINGS,
    progress=ExecutionProgress(done=1, total=2, text="half", cursor="w-1"),
    result={"worker_count": 3},
    warnings=(ExecutionWarning(message="not saved", items=("w-1", "w-2"), count=60),),
    error=ExecutionError(type="X", message="y"),
    counters=ExecutionCounters(aws_calls=1, cml_calls=2, db_writes=3, events=4, first_sequence=5, last_sequence=9),
    reason="because",
    missed=4,
    retry_of="b",
    trace_id="f" * 32,
    triggered_by=TriggerKind.RETRY,
    asked=Control.PAUSE,
    asked_by="key:y",
)


@pytest.fixture(params=["in_memory", "mongo"])
def executions(request: pytest.FixtureRequest) -> JobExecutions:
    """Each kind of queue there is."""
    if request.param == "in_memory":
        return InMemoryJobExecutions(Clock())  # type: ignore[arg-type]  # any clock will do
    return MongoJobExecutions(database := request.getfixturevalue("mongo"), ServerClock(database, Clock()))


@pytest.fixture(params=["in_memory", "mongo"])
def configurations(request: pytest.FixtureRequest) -> JobConfigurations:
    """Each kind of overrides there is."""
    if request.param == "in_memory":
        return InMemoryJobConfigurations()
    return MongoJobConfigurations(request.getfixturevalue("mongo"))


@pytest.fixture(params=["in_memory", "mongo"])
def logs(request: pytest.FixtureRequest) -> JobLogs:
    """Each kind of logs there is."""
    if request.param == "in_memory":
        return InMemoryJobLogs()
    return MongoJobLogs(request.getfixturevalue("mongo"), settings_with())


async def taken(executions: JobExecutions, name: str = "a", seconds: float = LONG) -> JobExecution:
    """Add a run and take it."""
    assert await executions.add_async(execution(name))
    held = await executions.take_async(execution(name), "one", seconds, overlap_key=name, attempt=1, started_at=NOW)
    assert held is not None
    return held


class TestExecutions:
    """What every kind of queue promises."""

    async def test_gives_back_what_was_put_in(self, executions: JobExecutions) -> None:
        """Every field; a second one of the same id is refused."""
        assert await executions.add_async(WHOLE)
        assert not await executions.add_async(execution("whole"))
        assert await executions.find_async("whole") == WHOLE
        assert await executions.find_async("other") is None

    async def test_finds_what_is_due(self, executions: JobExecutions) -> None:
        """What may begin now, of these jobs, and no more than asked for; not what waits for later, or is over."""
        await executions.add_async(execution("a"))
        await executions.add_async(execution("b", state=ExecutionState.RATE_LIMITED))
        await executions.add_async(execution("later", due_at=NOW + timedelta(hours=1)))
        await executions.add_async(execution("over", state=ExecutionState.MISSED))
        await executions.add_async(execution("other", job="other"))
        assert {each.id for each in await executions.due_async(["probe", "third"], 10)} == {"a", "b"}
        assert len(await executions.due_async(["probe", "other"], 2)) == 2
        assert [each.id for each in await executions.waiting_async("probe")][-1] == "later"
        assert {each.id for each in await executions.waiting_async("probe")} == {"a", "b", "later"}

    async def test_is_taken_by_one(self, executions: JobExecutions) -> None:
        """Of many who saw the same, one gets it, under the next fence."""
        await executions.add_async(execution())
        [seen] = await executions.due_async(["probe"], 10)
        async with asyncio.TaskGroup() as tasks:
            takes = [
                tasks.create_task(executions.take_async(seen, f"p{number}", LONG, overlap_key="a", attempt=1))
                for number in range(8)
            ]
        [held] = [each for take in takes if (each := take.result()) is not None]
        known = await executions.find_async("a")
        assert known is not None
        assert (known.holder, known.fence, known.state, known.attempt) == (held.holder, 1, ExecutionState.RUNNING, 1)
        assert known.lease_until is not None
        assert await executions.due_async(["probe"], 10) == []
        assert await executions.waiting_async("probe") == []

    async def test_keeps_runs_of_one_key_apart(self, executions: JobExecutions) -> None:
        """As long as one goes on; then the other may begin."""
        await executions.add_async(execution("a"))
        await executions.add_async(execution("b"))
        assert await executions.take_async(execution("a"), "one", LONG, overlap_key="probe")
        with pytest.raises(OverlapError):
            await executions.take_async(execution("b"), "two", LONG, overlap_key="probe")
        other = await executions.running_async("probe")
        assert other is not None
        assert other.id == "a"
        assert await executions.change_async(
            "a", 1, state=ExecutionState.COMPLETED, overlap_key=None, lease_until=None, finished_at=NOW
        )
        assert await executions.running_async("probe") is None
        assert await executions.take_async(execution("b"), "two", LONG, overlap_key="probe")

    async def test_is_found_again_when_its_lease_is_over(self, executions: JobExecutions) -> None:
        """And taken over once; the fence refuses what the first one still writes."""
        await taken(executions, seconds=SHORT)

        async def broken() -> bool:
            return bool(await executions.due_async(["probe"], 10))

        await until(broken, "the lease is over")
        [seen] = await executions.due_async(["probe"], 10)
        assert (seen.state, seen.started_at) == (ExecutionState.RUNNING, NOW)
        assert await executions.take_async(seen, "two", LONG, overlap_key="a", attempt=2)
        assert await executions.take_async(seen, "three", LONG, overlap_key="a", attempt=2) is None
        assert not await executions.change_async("a", 1, state=ExecutionState.COMPLETED)
        assert await executions.change_async("a", 2, progress=ExecutionProgress(done=1, cursor="x"))
        known = await executions.find_async("a")
        assert known is not None
        assert (known.holder, known.progress.cursor, known.state) == ("two", "x", ExecutionState.RUNNING)

    async def test_is_left_to_who_renewed_it_after_it_was_seen(self, executions: JobExecutions) -> None:
        """Late is not too late, as long as nobody else has it."""
        await taken(executions, seconds=SHORT)

        async def broken() -> bool:
            return bool(await executions.due_async(["probe"], 10))

        await until(broken, "the lease is over")
        [seen] = await executions.due_async(["probe"], 10)
        await executions.renew_async("one", ["a"], LONG)
        assert await executions.take_async(seen, "two", LONG, overlap_key="a") is None
        assert await executions.due_async(["probe"], 10) == []

    async def test_renews_what_is_named_and_still_held(self, executions: JobExecutions) -> None:
        """Nothing of others, nothing that is over, and nothing that was not named."""
        for name in ("a", "b"):
            await taken(executions, name, SHORT)
        await executions.renew_async("two", ["a", "b"], LONG)
        await executions.renew_async("one", ["a", "unknown"], LONG)
        await asyncio.sleep(SHORT)

        async def broken() -> bool:
            return [each.id for each in await executions.due_async(["probe"], 10)] == ["b"]

        await until(broken, "the lease of the other is over")
        await executions.change_async("b", 1, state=ExecutionState.FAILED, overlap_key=None, lease_until=None)
        await executions.renew_async("one", ["b"], LONG)
        assert set(await executions.held_async("one")) == {"a"}

    async def test_hears_what_is_asked_of_a_run(self, executions: JobExecutions) -> None:
        """While it runs; its process sees it."""
        await executions.add_async(execution("waits"))
        assert not await executions.ask_async("waits", Control.CANCEL, "key:x")
        assert not await executions.ask_async("unknown", Control.CANCEL, "key:x")
        await taken(executions)
        assert await executions.ask_async("a", Control.PAUSE, "key:x")
        held = await executions.held_async("one")
        assert [(name, each.fence, each.asked, each.asked_by) for name, each in held.items()] == [
            ("a", 1, Control.PAUSE, "key:x")
        ]
        assert await executions.held_async("two") == {}

    async def test_waits_again_when_it_is_put_back(self, executions: JobExecutions) -> None:
        """For another attempt, at its time."""
        await taken(executions)
        back = {"state": ExecutionState.PENDING, "overlap_key": None, "lease_until": None}
        assert await executions.change_async("a", 1, due_at=NOW + timedelta(hours=1), **back)
        assert await executions.due_async(["probe"], 10) == []
        assert await executions.change_async("a", 1, due_at=NOW - timedelta(seconds=5), **back)
        [again] = await executions.due_async(["probe"], 10)
        assert await executions.take_async(again, "two", LONG, overlap_key="a", attempt=2)

    async def test_changes_nothing_that_is_over(self, executions: JobExecutions) -> None:
        """What is final stays."""
        await executions.add_async(replace(WHOLE, fence=0))
        assert not await executions.change_async("whole", 0, reason="other")
        assert not await executions.change_async("unknown", 0, reason="other")

    async def test_lists_the_newest_first_page_by_page(self, executions: JobExecutions) -> None:
        """Also what lies months back; two of one time by their ids."""
        hours = [0, 0, 0.5, 3, 30, 24 * 20, 24 * 200]
        for number, back in enumerate(hours):
            await executions.add_async(execution(f"e{number}", scheduled_for=NOW - timedelta(hours=back)))
        found, after = list[str](), None
        while page := await executions.list_async(ExecutionFilter(), after, 2):
            found += [each.id for each in page]
            after = Place(scheduled_for=page[-1].scheduled_for, id=page[-1].id)
        assert found == ["e1", "e0", "e2", "e3", "e4", "e5", "e6"]

    @pytest.mark.parametrize(
        ("wanted", "found"),
        [
            (ExecutionFilter(jobs=["other"]), ["other"]),
            (ExecutionFilter(jobs=["other", "probe"], states=[ExecutionState.FAILED]), ["failed"]),
            (ExecutionFilter(owner="key:x"), ["owned"]),
            (ExecutionFilter(owner=""), ["old", "other", "failed"]),
            (ExecutionFilter(of_schedule=True), ["old", "other", "failed"]),
            (ExecutionFilter(of_schedule=False), ["owned"]),
            (ExecutionFilter(since=NOW - timedelta(minutes=1)), ["other", "failed", "owned"]),
            (ExecutionFilter(until=NOW - timedelta(minutes=1)), ["old"]),
            (ExecutionFilter(since=NOW - timedelta(days=5), until=NOW - timedelta(days=4)), []),
        ],
    )
    async def test_lists_what_is_asked_for(
        self, executions: JobExecutions, wanted: ExecutionFilter, found: list[str]
    ) -> None:
        """By job, state, owner, time, and whether it was a slot."""
        await executions.add_async(execution("failed", state=ExecutionState.FAILED))
        await executions.add_async(execution("other", job="other"))
        await executions.add_async(execution("owned", owner="key:x", triggered_by=TriggerKind.PERSON))
        await executions.add_async(execution("old", scheduled_for=NOW - timedelta(days=3)))
        assert {each.id for each in await executions.list_async(wanted, None, 10)} == set(found)

    async def test_knows_the_newest_slot(self, executions: JobExecutions) -> None:
        """Of the schedule, not of a person."""
        assert await executions.newest_slot_async("probe") is None
        await executions.add_async(execution("slot", scheduled_for=NOW - timedelta(days=3)))
        await executions.add_async(execution("person", triggered_by=TriggerKind.PERSON))
        newest = await executions.newest_slot_async("probe")
        assert newest is not None
        assert newest.id == "slot"

    async def test_forgets_what_is_long_over_but_not_the_newest_slot(self, executions: JobExecutions) -> None:
        """It says where a schedule goes on."""
        over = {"state": ExecutionState.COMPLETED, "finished_at": NOW - timedelta(days=9)}
        for number in range(4):
            await executions.add_async(execution(f"e{number}", scheduled_for=NOW - timedelta(days=9 + number), **over))
        await executions.add_async(execution("recent", state=ExecutionState.COMPLETED, finished_at=NOW))
        await executions.add_async(execution("waits", scheduled_for=NOW - timedelta(days=5)))
        await executions.add_async(execution("o", job="other", scheduled_for=NOW - timedelta(days=9), **over))
        await executions.find_async("e0")
        assert await executions.remove_finished_async(NOW - timedelta(days=1), 10) in (3, 4)
        left = {each.id for each in await executions.list_async(ExecutionFilter(), None, 10)}
        assert left >= {"recent", "waits", "o"}
        assert not left & {"e1", "e2", "e3"}


class TestConfigurations:
    """What every kind of overrides promises."""

    async def test_gives_back_what_was_kept(self, configurations: JobConfigurations) -> None:
        """Each job has one."""
        whole = JobConfiguration(
            job="probe",
            counted_from=NOW,
            enabled=False,
            schedule=Schedule.daily(23, 59, "Europe/Paris"),
            params={"days": 3},
            misfire_grace_seconds=5.0,
            changed_at=NOW,
            changed_by="key:x",
            continue_from="w-1",
        )
        assert await configurations.add_async(whole)
        assert not await configurations.add_async(JobConfiguration(job="probe", counted_from=NOW))
        assert list(await configurations.list_async()) == [whole]

    async def test_of_two_changes_one_is_kept(self, configurations: JobConfigurations) -> None:
        """Both saw the same version."""
        await configurations.add_async(before := JobConfiguration(job="probe", counted_from=NOW))
        assert await configurations.replace_async(replace(before, enabled=True, version=2))
        assert not await configurations.replace_async(replace(before, enabled=False, version=2))
        assert not await configurations.replace_async(replace(before, job="unknown", version=2))
        [known] = await configurations.list_async()
        assert (known.enabled, known.version) == (True, 2)

    async def test_where_to_continue_is_no_change_of_a_person(self, configurations: JobConfigurations) -> None:
        """The version stays, and a person's change leaves it as it is; a job that is not known has none."""
        await configurations.add_async(before := JobConfiguration(job="probe", counted_from=NOW))
        await configurations.continue_from_async("probe", "w-1")
        await configurations.continue_from_async("unknown", "w-1")
        [known] = await configurations.list_async()
        assert (known.continue_from, known.version) == ("w-1", 1)
        assert await configurations.replace_async(replace(before, enabled=False, version=2))
        [known] = await configurations.list_async()
        assert (known.continue_from, known.version, known.enabled) == ("w-1", 2, False)
        await configurations.continue_from_async("probe", None)
        assert [each.continue_from for each in await configurations.list_async()] == [None]


class TestLogs:
    """What every kind of logs promises."""

    async def test_gives_back_lines_by_their_numbers(self, logs: JobLogs) -> None:
        """From any on, as many as asked for; the same lines may come again."""
        lines = [LogLine(at=NOW, level="info", text=f"line {number}") for number in range(5)]
        assert await logs.count_async("a") == 0
        await logs.append_async("a", 0, lines[:2])
        await logs.append_async("a", 0, lines[:3])
        await logs.append_async("a", 3, lines[3:])
        await logs.append_async("b", 0, lines[:1])
        assert (await logs.count_async("a"), await logs.count_async("b")) == (5, 1)
        assert list(await logs.read_async("a", 0, 10)) == lines
        assert list(await logs.read_async("a", 2, 2)) == lines[2:4]
        assert list(await logs.read_async("a", 5, 10)) == []
        assert list(await logs.read_async("unknown", 0, 10)) == []


async def test_errors_of_the_database_are_told_as_such() -> None:
    """Whatever is asked for."""
    database = MongoDatabase("mongodb://127.0.0.1:9", "fleet", timeout_seconds=0.05)
    queue = MongoJobExecutions(database, ServerClock(database, Clock()))
    for asked in (queue.add_async(execution()), queue.due_async(["probe"], 1), queue.renew_async("one", ["a"], 5)):
        with pytest.raises(SourceUnavailableError):
            await asked
    await database.stop_async()


class SlowDatabase:
    """A server whose answers take a while, and whose clock is an hour behind."""

    def __init__(self, clock: "HandClock") -> None:
        self._clock = clock
        self.takes_seconds = 0.0
        self.asked = 0

    async def server_time_async(self) -> datetime:
        """The time when it was asked, told later."""
        self.asked += 1
        told = NOW - timedelta(hours=1) + timedelta(seconds=self._clock.seconds)
        self._clock.seconds += self.takes_seconds
        return told


class HandClock(Clock):
    """Moved by hand."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def monotonic_seconds(self) -> float:
        """What has passed."""
        return self.seconds


@pytest.fixture
def hand_clock() -> HandClock:
    """At the beginning."""
    return HandClock()


async def test_server_clock_is_never_ahead_of_the_server(hand_clock: HandClock) -> None:
    """An answer that took long is used once; a quick one is carried on for a while."""
    database = SlowDatabase(hand_clock)
    clock = ServerClock(database, hand_clock)  # type: ignore[arg-type]  # all that it asks for

    def server_now() -> datetime:
        return NOW - timedelta(hours=1) + timedelta(seconds=hand_clock.seconds)

    database.takes_seconds = 5
    for asked in (1, 2):
        told = await clock.now_async()
        assert (told <= server_now(), database.asked) == (True, asked)
    database.takes_seconds = 0.1
    await clock.now_async()
    hand_clock.seconds += 7
    assert timedelta(0) <= server_now() - await clock.now_async() <= timedelta(seconds=0.2)
    assert database.asked == 3
    hand_clock.seconds += 5
    await clock.now_async()
    assert database.asked == 4
    assert NOW.tzinfo is UTC
