"""What is archived, as anybody may ask for it."""

import asyncio
from dataclasses import asdict
from datetime import UTC, datetime

import pytest

from application.archive.archive_turns import ArchiveTurns
from application.archive.get_archive_query import GetArchiveQuery
from application.archive.list_archives_query import ListArchivesQuery
from application.archive.read_archive_file_query import ReadArchiveFileQuery
from application.archive.telemetry_archive_job import TelemetryArchiveJob
from application.behaviors.error_behavior import RefusedResult
from application.job.job_run import JobRun
from application.job.job_triggers import WantedRun
from application.job.trigger_job_command import TriggerJobCommand
from domain.access.principal import Role
from domain.archive.archive_kind import ArchiveKind
from domain.errors import InvalidRequestError, InvalidValuesError
from fakes.fake_clock import NOON
from fakes.fake_process import FakeProcess, FakeWorld
from unit.archive.conftest import DAY, NEXT_DAY, archived

JOB = "telemetry-archive"
TELEMETRY = f"telemetry/date={DAY}/part-0.parquet"


async def test_lists_the_newest_days_first_page_by_page(process: FakeProcess) -> None:
    """Of all kinds, or of one."""
    async with process:
        await archived(process, end_date=str(NEXT_DAY))
        seen, before = [], None
        for _ in range(2):
            page = (await process.send_async(ListArchivesQuery(before=before, limit=3), Role.VIEWER)).data
            seen += [(manifest.day, manifest.kind.value) for manifest in page.items]
            before = page.next_before
        events = (await process.send_async(ListArchivesQuery(kinds=[ArchiveKind.EVENTS]), Role.VIEWER)).data
    assert seen == [(NEXT_DAY, "telemetry"), (NEXT_DAY, "events"), (DAY, "telemetry"), (DAY, "events")]
    assert before is None
    assert ([manifest.day for manifest in events.items], events.destination) == ([NEXT_DAY, DAY], "main")


async def test_leaves_out_a_day_that_is_replaced_at_this_moment(process: FakeProcess, world: FakeWorld) -> None:
    """Its manifest went between the list and the look."""
    async with process:
        await archived(process)
        store = world.archive_stores.main
        names = await store.names_async("telemetry/date=")

        async def names_from_before(prefix: str) -> list[str]:
            return list(names) if prefix.startswith("telemetry") else []

        store.names_async = names_from_before  # type: ignore[method-assign]
        await store.remove_async(f"telemetry/date={DAY}/manifest.json")
        page = (await process.send_async(ListArchivesQuery(), Role.VIEWER)).data
    assert list(page.items) == []


async def test_gives_the_file_of_a_day(process: FakeProcess, world: FakeWorld) -> None:
    """With what is known of it."""
    query = ReadArchiveFileQuery(kind=ArchiveKind.TELEMETRY, day=DAY, destination="main")
    async with process:
        await archived(process)
        manifest = (await process.send_async(GetArchiveQuery(kind=ArchiveKind.TELEMETRY, day=DAY), Role.VIEWER)).data
        content = (await process.send_async(query, Role.VIEWER)).data
        assert content.file == manifest.files[0]
        assert b"".join([part async for part in content.parts]) == world.archive_stores.main.files[TELEMETRY]
        del world.archive_stores.main.files[TELEMETRY]
        gone = await process.send_async(query, Role.VIEWER)
    assert isinstance(gone, RefusedResult)
    assert gone.status == 404


@pytest.mark.parametrize(("destination", "code"), [("cold", "not_found"), ("moon", "unknown_destination")])
async def test_says_when_there_is_no_such_archive(process: FakeProcess, destination: str, code: str) -> None:
    """Of this day, or at all."""
    async with process:
        await archived(process)
        query = GetArchiveQuery(kind=ArchiveKind.TELEMETRY, day=DAY, destination=destination)
        result = await process.send_async(query, Role.VIEWER)
    assert isinstance(result, RefusedResult)
    assert result.error.code == code


async def test_says_when_there_is_no_destination_at_all(process: FakeProcess, world: FakeWorld) -> None:
    """Nothing is archived then."""
    world.archive_stores.by_name.clear()
    async with process:
        result = await process.send_async(ListArchivesQuery(), Role.VIEWER)
    assert isinstance(result, RefusedResult)


async def test_archives_as_the_job_is_told(process: FakeProcess, world: FakeWorld) -> None:
    """What it did is the result of the run, which has nothing to warn of."""
    run = JobRun(job="telemetry-archive", scheduled_for=NOON, started_at=NOON, params={"start_date": str(DAY)})
    async with process:
        result = await process.get(TelemetryArchiveJob).run_every(run)
    assert asdict(result) == {
        "days": 1,
        "files": 2,
        "rows": 5,
        "bytes": sum(len(world.archive_stores.main.files[f"{kind}/date={DAY}/part-0.parquet"]) for kind in ArchiveKind),
        "pruned": 0,
    }
    assert (run.progress.done, run.progress.total, run.warnings.records()) == (2, 2, ())


async def test_warns_in_the_run_of_what_people_should_know(process: FakeProcess) -> None:
    """Today is not over."""
    today = str(NOON.date())
    run = JobRun(job="telemetry-archive", scheduled_for=NOON, started_at=NOON, params={"start_date": today})
    async with process:
        await process.get(TelemetryArchiveJob).run_every(run)
    [warning] = run.warnings.records()
    assert warning.message == f"{today} is not over: archive it again tomorrow"


async def test_fails_with_all_sentences_when_the_job_is_told_nonsense(process: FakeProcess) -> None:
    """It is what the record of the run shows."""
    params = {"start_date": "2026-07-01", "destination": "moon"}
    run = JobRun(job="telemetry-archive", scheduled_for=NOON, started_at=NOON, params=params)
    async with process:
        with pytest.raises(InvalidRequestError, match="start_date: 2026-07-01 is in the future; destination:"):
            await process.get(TelemetryArchiveJob).run_every(run)


async def test_lets_one_run_at_a_time_write_to_a_destination(world: FakeWorld) -> None:
    """Also where they are in two processes."""
    going = 0

    async def work() -> str:
        nonlocal going
        going += 1
        assert going == 1
        await world.clock.wait_async(1)
        going -= 1
        return "done"

    async with FakeProcess(world) as one, FakeProcess(world) as other, asyncio.TaskGroup() as tasks:
        runs = [tasks.create_task(each.get(ArchiveTurns).run_async("main", work)) for each in (one, other)]
        while not all(run.done() for run in runs):
            world.clock.pass_seconds(0.5)
            await asyncio.sleep(0)
    assert [run.result() for run in runs] == ["done", "done"]


async def test_is_not_queued_when_what_is_asked_for_makes_no_sense(world: FakeWorld) -> None:
    """Who asks is told at once, and not by a run that fails; a time to come may archive what is over by then."""
    nonsense = WantedRun(params={"start_date": "2026-07-01", "destination": "moon"})
    later = WantedRun(params={"start_date": "2026-07-01"}, at=datetime(2026, 7, 2, tzinfo=UTC))
    async with FakeProcess(world, archive_destinations={"main": "/var/archive"}) as process:
        refused = await process.send_async(TriggerJobCommand(job_id=JOB, wanted=nonsense))
        queued = await process.send_async(TriggerJobCommand(job_id=JOB, wanted=later))
    assert isinstance(refused.error, InvalidValuesError)
    assert [pointer for pointer, _ in refused.error.faults] == ["/params/start_date", "/params/destination"]
    assert (refused.status, queued.status) == (422, 202)
    assert [each.id for each in world.executions.records.values() if each.job == JOB] == [queued.data.id]
