"""What is logged and printed in a run is in its record, and nowhere else."""

import asyncio
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from application.job.job_run import JobResult, JobRun
from application.job.run_log import CHARACTERS_KEPT, LINES_KEPT, RunLog, logging_to, run_log
from application.job.run_log_routing import RoutedOutput, note_in_run
from domain.job.job_execution import ExecutionState
from fakes.fake_clock import FakeClock
from fakes.fake_process import FakeProcess, FakeWorld
from fakes.job_steps import NEVER, job_of, ran, record, triggered


@pytest.fixture
def log() -> RunLog:
    """An empty one."""
    return RunLog(FakeClock())


def texts(world: FakeWorld, execution_id: str = "a") -> list[str]:
    """The lines of a run."""
    return [line.text for line in world.job_logs.records[execution_id].values()]


@contextmanager
def routed() -> Iterator[io.StringIO]:
    """Route what runs print; what goes past them is in what this gives."""
    before, stdout = io.StringIO(), sys.stdout
    sys.stdout = before
    RoutedOutput.install()
    RoutedOutput.install()
    try:
        yield before
    finally:
        sys.stdout = stdout


def say(text: str, end: str = "\n") -> None:
    """Print, as a job may."""
    sys.stdout.write(text + end)


async def test_lines_of_concurrent_runs_are_not_mixed(world: FakeWorld) -> None:
    """Nor those of tasks that they begin; what is printed outside of runs goes where it went before."""

    async def say_async(run: JobRun, number: int) -> None:
        say(f"{run.id} says {number}")

    async def work(run: JobRun) -> JobResult:
        for number in range(20):
            say(run.id, end=" ")
            await asyncio.sleep(0)
            say(str(number))
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(say_async(run, number))
            await asyncio.sleep(0)
        return JobResult()

    with routed() as before:
        async with FakeProcess(world, jobs=[job_of(work, overlap="allow", **NEVER)]) as process:
            for name in ("a", "b", "c"):
                await triggered(world, process, name)
            say("outside")
            sys.stdout.flush()
            await world.pass_async(3)
    for name in ("a", "b", "c"):
        said = [line for number in range(20) for line in (f"{name} {number}", f"{name} says {number}")]
        assert [text for text in texts(world, name) if "job_" not in text] == said
    assert [line for line in before.getvalue().splitlines() if not line.startswith("2")] == ["outside"]


async def test_records_are_lines_with_their_fields(log: RunLog) -> None:
    """And the exception below; left out is what is for machines, or is known. Outside of runs, nobody is told."""
    entry = {"event": "worker_lost", "level": "warning", "worker": "w-1", "trace_id": "x", "job": "probe", "_record": 1}
    assert note_in_run(None, "", entry) is entry
    assert run_log() is None
    with logging_to(log):
        note_in_run(None, "", entry)
        note_in_run(None, "", {"event": "died", "exception": "Traceback\nKeyError: 'x'"})
    _, lines = log.take()
    assert [(line.level, line.text) for line in lines] == [
        ("warning", "worker_lost worker=w-1"),
        ("info", "died"),
        ("info", "Traceback"),
        ("info", "KeyError: 'x'"),
    ]


def test_secrets_are_masked_and_long_lines_cut(log: RunLog) -> None:
    """Before they are kept anywhere."""
    log.add("info", "login password=hunter2 " + "x" * 5000)
    _, [line] = log.take()
    assert line.text.startswith("login password=*** x")
    assert len(line.text) == CHARACTERS_KEPT


def test_output_without_an_end_is_bounded(log: RunLog) -> None:
    """A job that draws a progress bar for ever does not fill the memory."""
    for _ in range(100):
        log.print("x" * 1000)
    log.end()
    _, [line] = log.take()
    assert len(line.text) == CHARACTERS_KEPT


def test_two_thousand_lines_are_kept(log: RunLog) -> None:
    """The last one says how many are left out."""
    for number in range(LINES_KEPT + 5):
        log.add("info", str(number))
    log.end()
    first, lines = log.take()
    assert (first, len(lines), lines[-1].text) == (0, LINES_KEPT + 1, "5 lines left out")
    assert log.take() == (LINES_KEPT + 1, [])


def test_lines_that_could_not_be_kept_come_again(log: RunLog) -> None:
    """In their place."""
    log.add("info", "one")
    first, lines = log.take()
    log.add("info", "two")
    log.put_back(first, lines)
    first, lines = log.take()
    assert (first, [line.text for line in lines]) == (0, ["one", "two"])


async def test_log_of_a_later_attempt_goes_on_where_the_one_before_stopped(world: FakeWorld) -> None:
    """Nothing is written over."""

    async def work(run: JobRun) -> JobResult:
        say(f"attempt {run.attempt}")
        if run.attempt == 1:
            raise RuntimeError
        return JobResult()

    with routed():
        await ran(world, work, 40, max_attempts=2)
    said = [text for text in texts(world) if text.startswith("attempt")]
    assert (said, record(world).state) == (["attempt 1", "attempt 2"], ExecutionState.COMPLETED)
    assert sorted(world.job_logs.records["a"]) == list(range(len(texts(world))))


async def test_lines_are_kept_while_the_run_goes_on(world: FakeWorld) -> None:
    """Within a second; while the database is away they wait."""
    ending = asyncio.Event()

    async def work(run: JobRun) -> JobResult:
        say("first")
        await ending.wait()
        say("last")
        return JobResult()

    with routed():
        async with FakeProcess(world, jobs=[job_of(work, **NEVER)]) as process:
            world.job_logs.is_away = True
            await triggered(world, process)
            await world.pass_async(2)
            assert world.job_logs.records == {}
            world.job_logs.is_away = False
            await world.pass_async(1)
            assert texts(world) == ["first"]
            ending.set()
            await world.pass_async(1)
    assert [text for text in texts(world) if "job_" not in text] == ["first", "last"]


async def test_no_line_is_lost_when_the_run_ends_while_some_are_being_kept(
    world: FakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was on its way is kept once more."""
    append, going = world.job_logs.append_async, asyncio.Event()
    ending = asyncio.Event()

    async def stuck(*lines: object) -> None:
        if not going.is_set():
            going.set()
            ending.set()
            await asyncio.Event().wait()
        await append(*lines)  # type: ignore[arg-type]  # as they are

    async def work(run: JobRun) -> JobResult:
        say("first")
        await ending.wait()
        return JobResult()

    monkeypatch.setattr(world.job_logs, "append_async", stuck)
    with routed():
        await ran(world, work, 3)
    assert texts(world)[0] == "first"
