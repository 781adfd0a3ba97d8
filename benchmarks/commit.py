"""Committing 1,000 changed workers, beside the bare writes of the same documents."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from application.telemetry.fleet_refresh import FleetRefresh
from benchmarks.bare_writes import BareWrites
from benchmarks.fleet import ADMIN_KEY, Bench, Fleet, running_fleet
from benchmarks.measuring.command_log import CommandLog
from benchmarks.measuring.loop_lag import loop_lag
from benchmarks.measuring.table import head, heading, milliseconds, row, verdict
from benchmarks.surroundings.program import program, python_module
from benchmarks.surroundings.simulator import simulator
from benchmarks.web import served
from domain.telemetry.metrics_source import AWS_SOURCES

WORKERS = 1000
QUIET_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Commit:
    """Seconds from the call on, and those of the bare writes: the first entry alone, and all of them."""

    first_frame_seconds: float
    seconds: float
    bare_entry_seconds: float
    bare_seconds: float
    own_lag_seconds: float


async def commits_async(uri: str, folder: Path, commands: CommandLog, *, quick: bool) -> None:
    """Measure and print."""
    with simulator(folder, WORKERS) as simulated:
        simulated.answer_at_once()
        bench = Bench(uri, simulated, commands, WORKERS)
        async with running_fleet(bench) as fleet, served(fleet.app) as port:
            output = folder / "first-frames.log"
            with program(python_module("benchmarks.first_frame_client", str(port), ADMIN_KEY), output):
                measured = await _measure(fleet, output, 2 if quick else 8)
    _print(measured)


async def _measure(fleet: Fleet, frames: Path, repeats: int) -> Sequence[Commit]:
    await _client_is_open_async(frames)
    bare = BareWrites(fleet.bench.uri, fleet.bench.commands.database)
    await bare.open_async()
    await bare.repeat_async(fleet.bench.commands.take())
    measured = [await _commit_and_floor(fleet, bare, frames) for _ in range(repeats + 1)]
    bare.close()
    return measured[1:]


async def _client_is_open_async(frames: Path) -> None:
    while not _last_word(frames):  # noqa: ASYNC110  # another process writes the file
        await asyncio.sleep(0.01)


def _last_word(frames: Path) -> str:
    """The time of the newest first frame, "open" before there is any, nothing before the stream is open."""
    return next(reversed(frames.read_text().split()), "")


async def _commit_and_floor(fleet: Fleet, bare: BareWrites, frames: Path) -> Commit:
    fleet.clock.move_on()
    workers = await fleet.active.load_async()
    refresh = await fleet.metrics.refresh_async(workers, AWS_SOURCES, _nothing_yet)
    fleet.bench.commands.take()
    await asyncio.sleep(QUIET_SECONDS)
    async with loop_lag() as lag:
        called_at = time.monotonic()
        await fleet.workers.update_many_async(workers, refresh.apply_to, refresh.announcements)
        seconds = time.monotonic() - called_at
    await asyncio.sleep(QUIET_SECONDS)
    first_frame_at = float(_last_word(frames))
    floor = await bare.repeat_async(fleet.bench.commands.take())
    return Commit(first_frame_at - called_at, seconds, floor[0], sum(floor), lag.own_seconds)


async def _nothing_yet(_: FleetRefresh) -> None:
    """Let the workers keep their events: the commit is what is measured."""


def _print(commits: Sequence[Commit]) -> None:
    heading(f"Commit of {WORKERS:,} changed workers, one SSE client in a process of its own (median of {len(commits)})")
    frame, end = median(each.first_frame_seconds for each in commits), median(each.seconds for each in commits)
    entry, bare = median(each.bare_entry_seconds for each in commits), median(each.bare_seconds for each in commits)
    head(("first frame", "answered", "bare entry", "bare writes", "own lag"))
    lag = max(each.own_lag_seconds for each in commits)
    row("from the call on", *map(milliseconds, (frame, end, entry, bare, lag)))
    verdict("first frame beside the bare writes", frame / bare, 1.3, "x")
    verdict("answer beside the bare writes", end / bare, 1.3, "x")
    print(f"the first frame comes {frame - entry:.3f} s after a bare insert of the entry would have been through")
