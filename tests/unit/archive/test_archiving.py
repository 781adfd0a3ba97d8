"""What is archived, and what of it can be relied on."""

import json
from typing import Any

import pytest

from application.archive.archive_catalogue import ArchiveCatalogue
from application.archive.archiving import ArchiveTask, Archiving
from application.archive.telemetry_pruning import TelemetryPruning
from application.ports.archive_files import ArchiveFileError
from application.ports.archive_source import HourKey
from application.ports.archive_store import ArchiveStoreError
from domain.archive.archive_kind import ArchiveKind
from fakes.fake_process import FakeProcess, FakeWorld
from unit.archive.conftest import DAY, NEXT_DAY, TODAY, archived, at, order

TELEMETRY = f"telemetry/date={DAY}/part-0.parquet"
TELEMETRY_MANIFEST = f"telemetry/date={DAY}/manifest.json"
EVENTS = f"events/date={DAY}/part-0.parquet"


def manifest(world: FakeWorld, name: str = TELEMETRY_MANIFEST) -> dict[str, Any]:
    """Read a manifest as anybody would."""
    content: dict[str, Any] = json.loads(world.archive_stores.main.files[name])
    return content


async def test_says_in_a_manifest_what_it_archived(process: FakeProcess, world: FakeWorld) -> None:
    """Rows, bytes, digest and times of each file, and which run made it."""
    async with process:
        summary = await archived(process, "run-1")
    assert (summary.result.days, summary.result.files, summary.result.rows, summary.result.pruned) == (1, 2, 5, 0)
    said = manifest(world)
    (file,) = said["files"]
    assert said["schema_version"] == 1
    assert (said["kind"], said["day"], said["made_by"]) == ("telemetry", str(DAY), "run-1")
    assert (said["range_first"], said["range_last"]) == (str(DAY), str(DAY))
    assert (file["name"], file["rows"]) == (TELEMETRY, 3)
    assert (file["first_at"], file["last_at"]) == ("2026-05-30T05:00:00Z", "2026-05-30T07:10:00Z")
    assert file["bytes"] == len(world.archive_stores.main.files[TELEMETRY])
    assert manifest(world, f"events/date={DAY}/manifest.json")["files"][0]["rows"] == 2


async def test_tells_the_fleet_when_it_is_done(process: FakeProcess) -> None:
    """Webhooks may ask for it."""
    async with process:
        await archived(process, "run-1", plan_id="plan-7")
        (event,) = [event for event in process.heard if event.short_type == "archive.completed"]
    assert event.subject == "plan-7"
    said = event.cloud_event["data"]
    assert (said["execution_id"], said["destination"], said["rows"]) == ("run-1", "main", 5)
    assert (said["first_day"], list(said["what"])) == (str(DAY), ["telemetry", "events"])


async def test_tells_how_far_it_is(process: FakeProcess) -> None:
    """At each boundary, where a run may be paused or ended."""
    told: list[tuple[int, int, str]] = []

    async def tell(done: int, total: int, text: str) -> None:
        told.append((done, total, text))

    async with process:
        await process.get(Archiving).archive_async(ArchiveTask(order(prune=True), "x", tell))
    assert [(done, total) for done, total, _ in told] == [(0, 2), (1, 2), (2, 2), (2, 2)]
    assert told[0][2] == f"archiving telemetry of {DAY}"
    assert "removing" in told[-1][2]


async def test_changes_nothing_when_it_is_done_again(process: FakeProcess, world: FakeWorld) -> None:
    """The same rows are the same file."""
    async with process:
        await archived(process, "first")
        before = dict(world.archive_stores.main.files)
        again = await archived(process, "second")
    assert world.archive_stores.main.files == before
    assert (again.result.rows, world.archive_stores.main.puts) == (5, 2)


@pytest.mark.parametrize("content", [b"", None])
async def test_mends_a_file_when_it_is_not_what_its_manifest_says(
    process: FakeProcess, world: FakeWorld, content: bytes | None
) -> None:
    """Spoiled, or gone."""
    files = world.archive_stores.main.files
    async with process:
        await archived(process)
        whole = files.pop(TELEMETRY)
        if content is not None:
            files[TELEMETRY] = content
        await archived(process)
    assert files[TELEMETRY] == whole


async def test_replaces_a_day_when_more_is_known_of_it(process: FakeProcess, world: FakeWorld) -> None:
    """Also in another format: what was there before goes."""
    async with process:
        await archived(process, what=("telemetry",))
        world.archive_source.add("w3", at(9), at(9, 1))
        await archived(process, what=("telemetry",), format="ndjson")
    assert sorted(world.archive_stores.main.files) == [
        TELEMETRY_MANIFEST,
        TELEMETRY.replace("parquet", "ndjson"),
    ]
    assert manifest(world)["files"][0]["rows"] == 4


async def test_keeps_what_is_archived_when_the_database_has_less_by_now(process: FakeProcess, world: FakeWorld) -> None:
    """Rows leave the database; who archives an old day again loses none."""
    async with process:
        await archived(process)
        before = dict(world.archive_stores.main.files)
        world.archive_source.hours.clear()
        summary = await archived(process)
    assert world.archive_stores.main.files == before
    assert summary.warnings == (
        f"telemetry of {DAY}: kept the archive from before, the database has fewer rows by now",
    )


async def test_archives_a_day_without_rows(process: FakeProcess, world: FakeWorld) -> None:
    """So that it is known that there was nothing."""
    async with process:
        await archived(process, start_date=str(NEXT_DAY))
    (file,) = manifest(world, f"telemetry/date={NEXT_DAY}/manifest.json")["files"]
    assert (file["rows"], file["first_at"], file["last_at"]) == (0, None, None)


async def test_lists_nothing_when_the_file_was_not_read_back_as_it_was_written(
    process: FakeProcess, world: FakeWorld
) -> None:
    """The run fails and says so, and what counted before is not counted with the wrong file."""
    world.archive_stores.main.spoils = True
    async with process:
        with pytest.raises(ArchiveFileError, match="another content"):
            await archived(process, "bad")
        (event,) = [event for event in process.heard if event.short_type == "archive.failed"]
        page = await process.get(ArchiveCatalogue).page_async("", tuple(ArchiveKind), None, 10)
    assert event.cloud_event["data"]["code"] == "archive_file_error"
    assert event.subject == "archive"
    assert list(page.items) == []


async def test_lists_nothing_when_the_file_has_other_rows(process: FakeProcess, world: FakeWorld) -> None:
    """The digest is that of what was written; what was written may be wrong."""
    world.archive_files.miscounted = 1
    async with process:
        with pytest.raises(ArchiveFileError, match="has 4 rows"):
            await archived(process)
    assert world.archive_stores.main.files == {}


async def test_fails_alone_when_the_database_is_away(process: FakeProcess, world: FakeWorld) -> None:
    """Nothing is written of a half that was read; that it failed cannot be told either."""
    async with process:
        world.archive_source.down = world.log.down = True
        with pytest.raises(ArchiveStoreError):
            await archived(process)
        world.log.down = False
    assert world.archive_stores.main.files == {}


async def test_removes_what_killed_runs_left(process: FakeProcess, world: FakeWorld) -> None:
    """Before it begins."""
    world.archive_files.leftovers = 2
    async with process:
        await archived(process)
    assert world.archive_files.leftovers == 0


async def test_refuses_a_manifest_when_it_is_none_or_of_a_newer_version(process: FakeProcess, world: FakeWorld) -> None:
    """Nothing is overwritten that is not understood."""
    files = world.archive_stores.main.files
    async with process:
        await archived(process)
        newer = {**manifest(world), "schema_version": 2}
        for content in (b"{}", json.dumps(newer).encode()):
            files[TELEMETRY_MANIFEST] = content
            with pytest.raises(ArchiveStoreError, match="manifest"):
                await archived(process)


async def test_prunes_what_the_files_hold(process: FakeProcess, world: FakeWorld) -> None:
    """And nothing that came after they were written."""
    async with process:
        await archived(process)
        world.archive_source.add("w2", at(7), at(7, 10), at(7, 50))
        world.archive_source.hours.pop(HourKey("w1", at(5)))
        world.archive_source.add("w1", at(5), at(5), at(5, 30))
        late = await archived(process, format="ndjson", prune=True)
        assert (late.result.pruned, world.archive_source.hours) == (4, {})
        world.archive_source.add("w2", at(7), at(7, 10))
        kept = await archived(process, prune=True)
    assert (kept.result.pruned, len(world.archive_source.hours)) == (0, 1)


async def test_prunes_nothing_of_today(process: FakeProcess, world: FakeWorld) -> None:
    """It is not over: it will be archived again."""
    world.archive_source.add("w1", at(1, day=TODAY), at(1, day=TODAY))
    async with process:
        summary = await archived(process, start_date=str(TODAY), prune=True)
    assert (summary.result.pruned, len(world.archive_source.hours)) == (0, 3)
    assert [warning.partition(":")[0] for warning in summary.warnings] == [
        f"{TODAY} is not over",
        f"nothing of {TODAY} was removed from the database",
    ]


async def test_warns_when_today_is_archived(process: FakeProcess) -> None:
    """Its file is of a part of the day."""
    async with process:
        summary = await archived(process, start_date=str(TODAY))
    assert summary.warnings == (f"{TODAY} is not over: archive it again tomorrow",)


async def test_prunes_nothing_when_the_file_is_gone(process: FakeProcess, world: FakeWorld) -> None:
    """Between its manifest and the pruning: the database has the only copy."""
    async with process:
        await archived(process)
        known = (await process.get(ArchiveCatalogue).page_async("", [ArchiveKind.TELEMETRY], None, 1)).items[0]
        del world.archive_stores.main.files[TELEMETRY]
        with pytest.raises(ArchiveFileError, match="is gone"):
            await process.get(TelemetryPruning).prune_async(world.archive_stores.main, known)
    assert len(world.archive_source.hours) == 2
