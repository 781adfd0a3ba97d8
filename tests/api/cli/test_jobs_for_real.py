"""`jobs ...` against a service with jobs that do what they are asked: nothing in between is made up."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest
import pytest_asyncio

from support.database import DatabaseServer
from support.fleet_settings import ADMIN_KEY, AWS_ENVIRONMENT, fleet_settings
from support.loopback import LOOPBACK
from support.probe_jobs import probe_jobs
from support.running_service import RunningService, running_service
from support.waiting import until

from .command_line import CommandLine, Finished
from .warm_command import WarmCommand

pytestmark = pytest.mark.asyncio(loop_scope="module")

Run = Callable[..., Any]
FAILED, USAGE, NOT_FOUND, CONFLICT, TIMED_OUT = 1, 2, 3, 5, 6
LATER = "2126-11-30T18:00"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def jobs_service(database: DatabaseServer) -> AsyncIterator[RunningService]:
    """One for all tests here."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in AWS_ENVIRONMENT.items():
            patch.setenv(name, value)
        settings = fleet_settings(database.uri, f"test_{token_hex(6)}", f"http://{LOOPBACK}:9")
        async with running_service(settings, probe_jobs()) as running:
            yield running


@pytest.fixture
def run(jobs_service: RunningService, tmp_path: Path, warm: WarmCommand | None) -> Run:
    """Run a command beside the service, which lives in this process."""
    command_line = CommandLine(tmp_path, jobs_service.address, warm)

    async def run_beside(*arguments: str, code: int = 0) -> Finished:
        finished: Finished = await asyncio.to_thread(command_line.run, "jobs", *arguments, CML_FLEET_TOKEN=ADMIN_KEY)
        assert finished.returncode == code, finished.stdout + finished.stderr
        return finished

    return run_beside


def read(finished: Finished) -> Any:
    """What was answered with -o json."""
    return json.loads(finished.stdout)


async def _is_begun(run: Run, run_id: str) -> bool:
    return bool(read(await run("executions", run_id, "-o", "json"))["state"] == "running")


async def test_shows_jobs_and_how_they_stand(run: Run) -> None:
    """As a table, as JSON, and in one sentence."""
    assert "Do what is asked." in (await run("list")).stdout
    assert [job["name"] for job in read(await run("list", "-o", "json"))] == ["guarded", "off", "probe"]
    assert (await run("why", "off")).stdout == "off: it is off in the settings.\n"
    assert read(await run("why", "guarded", "-o", "json"))["code"] == "no_schedule"
    assert "steps: a whole number" in (await run("get", "probe")).stdout
    assert "probe" in (await run("health")).stdout
    status = await run("status")
    assert ("LEADER" in status.stdout, "LAST 24 H" in status.stdout) == (True, True)
    assert set(read(await run("status", "-o", "json"))) == {"scheduler", "overview"}
    assert "counts" in read(await run("overview", "-o", "json"))
    assert "no such job" in (await run("get", "nobody", code=NOT_FOUND)).stderr


@pytest.mark.parametrize(
    ("options", "text"),
    [
        (("--type", "daily", "--hour", "23", "--minute", "59", "--timezone", "Europe/Paris"), "59 23 * * *"),
        (("--type", "weekly", "--day", "sunday"), "0 0 * * SUN (UTC)"),
        (("--day", "6", "--hour", "4"), "0 4 * * SUN (UTC)"),
        (("--cron", "*/5 * * * 1-5"), "*/5 * * * 1-5 (UTC)"),
        (("--interval", "300", "--jitter", "10"), "every 300 s"),
    ],
)
async def test_gives_a_job_another_schedule(run: Run, options: tuple[str, ...], text: str) -> None:
    """In the words of people."""
    scheduled = read(await run("schedule", "off", *options, "-o", "json"))
    assert scheduled["schedule"]["text"].startswith(text)


async def test_takes_a_schedule_away_again(run: Run) -> None:
    """One that somebody gave; the code's is not taken away."""
    await run("schedule", "off", "--interval", "300")
    assert read(await run("remove", "off", "-o", "json"))["schedule_source"] == "code"
    assert "nobody gave this job a schedule" in (await run("remove", "off", code=CONFLICT)).stderr


async def test_says_what_is_wrong_with_each_field(run: Run) -> None:
    """A sentence each; what makes no sense is not sent."""
    told = (await run("schedule", "off", "--hour", "24", "--timezone", "Mars/Olympus", code=FAILED)).stderr
    assert ("/hour: give 0 to 23" in told, "/timezone: there is no such time zone" in told) == (True, True)
    assert "Say when" in (await run("schedule", "off", code=USAGE)).stderr
    assert "--at" in (await run("schedule", "off", "--at", LATER, "--hour", "1", code=USAGE)).stderr
    assert "jobs set" in (await run("schedule", "off", "--hour", "1", "--param", "a=b", code=USAGE)).stderr
    assert "2026-11-30T18:00" in (await run("schedule", "off", "--at", "tonight", code=USAGE)).stderr
    assert "KEY=VALUE" in (await run("trigger", "probe", "--param", "steps", code=USAGE)).stderr
    assert "Say what to set" in (await run("set", "probe", code=USAGE)).stderr
    assert "--all-mine" in (await run("remove", code=USAGE)).stderr


async def test_runs_a_job_and_ends_as_the_run_does(run: Run) -> None:
    """With a range of dates and other params; a run that goes on is not waited for for ever."""
    dates = ("--start", "2026-11-01", "--end", "2026-11-02")
    asked = read(await run("trigger", "probe", *dates, "--param", "steps=2", "-o", "json"))
    assert (asked["state"], asked["params"]["start_date"]) == ("pending", "2026-11-01")
    well = read(await run("run", "probe", "--wait", "--dry-run", "--param", "steps=3", "-o", "json"))
    assert (well["state"], well["result"], well["dry_run"]) == ("completed", {"steps": 3}, True)
    assert "steps 3" in (await run("executions", well["id"])).stdout
    assert "steps: steps that were taken" in (await run("get", "probe")).stdout
    badly = await run("run", "probe", "--param", "fails=true", "-o", "json", code=FAILED)
    assert "The run is failed: RuntimeError" in badly.stderr
    again = await run("retry", read(badly)["id"], "--wait", code=FAILED)
    assert read(badly)["id"] in again.stdout
    long = ("--param", "steps=9999", "--param", "step_seconds=0.02")
    assert "goes on" in (await run("run", "probe", *long, "--timeout", "0", code=TIMED_OUT)).stderr
    [going] = read(await run("executions", "--state", "running", "--state", "pending", "-o", "json"))
    await until(lambda: _is_begun(run, going["id"]), "it begins")
    await run("pause", going["id"])
    await run("resume", going["id"])
    await run("cancel", going["id"])
    assert "cancelled" in (await run("logs", going["id"], "--follow")).stderr
    assert "probe" in (await run("executions", "--job", "probe", "--mine", "--limit", "3")).stdout


async def test_prints_what_a_run_logged(run: Run) -> None:
    """Of a run, or of the newest one of a job; all of it, and from a line on."""
    made = read(await run("run", "probe", "--param", "steps=2", "-o", "json"))
    lines = (await run("logs", "probe", "-o", "json")).stdout.splitlines()
    followed = await run("logs", made["id"], "--follow", "-o", "json")
    assert (followed.stdout.splitlines(), followed.stderr) == (lines, "The run is completed.\n")
    assert (await run("logs", made["id"], "--from", "99")).stdout == ""
    assert "never ran" in (await run("logs", "off", code=NOT_FOUND)).stderr


async def test_asks_for_one_run_at_a_time_and_takes_it_back(run: Run) -> None:
    """One-offs of one's own, all at once after a yes."""
    options = ("--at", LATER, "--timezone", "Europe/Paris", "--start", "2126-11-01")
    asked = read(await run("schedule", "probe", *options, "-o", "json"))
    assert (asked["due_at"][:16], asked["triggered_by"]) == ("2126-11-30T17:00", "one_off")
    assert "--yes" in (await run("remove", "--all-mine", code=USAGE)).stderr
    cancelled = read(await run("remove", "--all-mine", "--yes", "-o", "json"))
    assert {each["state"] for each in cancelled} == {"cancelled"}
    assert asked["id"] in {each["id"] for each in cancelled}
    assert "No one-off" in (await run("remove", "--all-mine", "--yes")).stderr


async def test_switches_jobs_and_sets_what_they_get(run: Run) -> None:
    """Several at once, with what became of each."""
    assert "done" in (await run("disable", "guarded", "off")).stdout
    some = await run("enable", "off", "nobody", code=FAILED)
    assert ("no such job" in some.stdout, "1 of 2 was refused" in some.stderr) == (True, True)
    assert "1 of 1 was" in (await run("enable", "nobody", code=NOT_FOUND)).stderr
    job = read(await run("set", "guarded", "--grace", "60", "-o", "json"))
    assert job["overrides"]["misfire_grace_seconds"] == 60
    for name in ("guarded", "off"):
        assert read(await run("reset", name, "-o", "json"))["overrides"]["enabled"] is None
