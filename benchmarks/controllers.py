"""Cycles over all sources, controllers and their labs among them: what they cost, and who may be down."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from application.access.acting import acting_as
from application.cml.trust_cml_worker_command import TrustCMLWorkerCommand
from application.mediator import FleetMediator
from application.resolve import resolve
from application.telemetry.fleet_refresh import FleetRefresh
from benchmarks.bare_writes import BareWrites
from benchmarks.cml.bare_calls import bare_calls_async
from benchmarks.cycle import waits_of
from benchmarks.fleet import Bench, Fleet, running_fleet
from benchmarks.measuring.command_log import CommandLog, DatabaseCommand, in_words
from benchmarks.measuring.cost import Cost, cost
from benchmarks.measuring.loop_lag import loop_lag
from benchmarks.measuring.memory import resident_megabytes
from benchmarks.measuring.table import head, heading, milliseconds, row, verdict
from benchmarks.surroundings.simulator import Simulator, simulator
from domain.access.principal import SYSTEM_PRINCIPAL
from domain.telemetry.metrics_source import MetricsSource

CALL_SECONDS = 0.05
CALLS_PER_WORKER = 4
LABS = 5
TLS_HOSTS = 1_000
DEAD_SHARE, DRIPPING_SHARE = 0.15, 0.15
ALL_SOURCES = tuple(MetricsSource)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """What one cycle cost, how many could not be read, and what was said to the database.

    `told_seconds` are batches: how many controllers each had read, and when it was saved.
    """

    cost: Cost
    own_lag_seconds: float
    errors: int
    told_seconds: Sequence[tuple[int, float]]
    commands: Sequence[DatabaseCommand]

    @property
    def told_all_seconds(self) -> float:
        """When the last batch that holds anything read of a controller was saved."""
        return max(seconds for read, seconds in self.told_seconds if read)


async def controllers_async(uri: str, folder: Path, commands: CommandLog, *, quick: bool) -> None:
    """Measure and print; the growth to ten thousand only where nothing is quick."""
    walls = {}
    for workers in (1_000,) if quick else (1_000, 10_000):
        with simulator(folder, workers, "--cml", "--cml-labs", str(LABS)) as simulated:
            simulated.answer_for_controllers_after(CALL_SECONDS)
            walls[workers] = await _measure(Bench(uri, simulated, commands, workers))
    if not quick:
        verdict("growth from 1,000 to 10,000 workers", walls[10_000] / walls[1_000], 11, "x")


async def https_memory_async(uri: str, folder: Path) -> None:
    """Measure and print the memory of a service whose controllers speak https; in a process that did nothing else."""
    with simulator(folder, TLS_HOSTS, "--cml", "--cml-labs", str(LABS), "--cml-tls") as simulated:
        await _measure_memory(Bench(uri, simulated, CommandLog(), TLS_HOSTS))


async def _measure(bench: Bench) -> float:
    heading(f"All sources, {bench.workers:,} workers with {LABS} labs: EC2 80 ms, CloudWatch 120 ms, CML 50 ms a call")
    head(("wall", "CPU", "own lag", "failed", "round trips"))
    async with running_fleet(bench) as fleet:
        bare = BareWrites(bench.uri, bench.commands.database)
        await bare.open_async()
        await bare.repeat_async(bench.commands.take())
        first = await _cycle_async(fleet)
        _print("first, everything is new", first)
        await bare.repeat_async(first.commands)
        fleet.clock.move_on()
        changing = await _cycle_async(fleet)
        _print("new figures for all", changing)
        floor = await _floor_seconds_async(fleet, bare, changing)
        healthy = await _cycle_async(fleet)
        _print("again, with what moved by itself", healthy)
        print(f"again: {in_words(healthy.commands)}")
        verdict("new figures: wall to floor", changing.cost.wall_seconds / floor, 1.3, "x")
        if bench.workers == 1_000:
            verdict("new figures: wall", changing.cost.wall_seconds, 5, "s")
            await _harm_async(fleet, bench.simulator)
            struck, harmed = await _cycle_async(fleet), await _cycle_async(fleet)
            _print("30 % go down or drip", struck)
            _print("30 % are down or drip", harmed)
            wall_seconds = healthy.cost.wall_seconds
            verdict("when they go: until the others are told", struck.told_all_seconds / wall_seconds, 1.3, "x")
            verdict("while they are away: the whole cycle", harmed.cost.wall_seconds / wall_seconds, 1.3, "x")
        bare.close()
    return changing.cost.wall_seconds


async def _measure_memory(bench: Bench) -> None:
    """Cycles over https, each certificate pinned; nothing of the bench's own is kept."""
    async with running_fleet(bench) as fleet:
        mediator = resolve(fleet.app.services, FleetMediator)
        await fleet.metrics.refresh_async(await fleet.active.load_async(), (MetricsSource.EC2,), fleet.save_async)
        with acting_as(SYSTEM_PRINCIPAL):
            for worker in await fleet.active.load_async():
                pinned = await mediator.execute_async(TrustCMLWorkerCommand(worker_id=worker.aggregate_id))
                assert pinned.data, "a certificate was not pinned"
        for _ in range(2):
            cycle = await _cycle_async(fleet)
            assert not cycle.errors, "a controller was not read"
        verdict(f"memory, {TLS_HOSTS:,} controllers over https", resident_megabytes(), 350, "MB")


async def _cycle_async(fleet: Fleet) -> Cycle:
    fleet.bench.commands.take()
    fleet.bench.simulator.count_from_zero()
    told: list[tuple[int, float]] = []
    begun = time.perf_counter()

    async def save(batch: FleetRefresh) -> None:
        await fleet.save_async(batch)
        told.append((len(batch.cml) + len(batch.labs), time.perf_counter() - begun))

    async with loop_lag() as lag:
        with cost() as measured:
            workers = await fleet.active.load_async()
            refresh = await fleet.metrics.refresh_async(workers, ALL_SOURCES, save)
    return Cycle(
        cost=measured,
        own_lag_seconds=lag.own_seconds,
        errors=refresh.errors_count,
        told_seconds=told,
        commands=fleet.bench.commands.take(),
    )


async def _floor_seconds_async(fleet: Fleet, bare: BareWrites, cycle: Cycle) -> float:
    """Add up the waits that no order of calls avoids, bare calls of the controllers, and bare writes."""
    at_once = fleet.settings.cml_hosts_at_once
    waits = max(
        fleet.bench.workers * CALLS_PER_WORKER / at_once * CALL_SECONDS, waits_of(fleet.bench.simulator.calls())
    )
    fleet.bench.simulator.answer_for_controllers_after(0)
    calls = await bare_calls_async(fleet)
    fleet.bench.simulator.answer_for_controllers_after(CALL_SECONDS)
    return waits + calls + sum(await bare.repeat_async(cycle.commands))


async def _harm_async(fleet: Fleet, simulated: Simulator) -> None:
    ids = sorted(worker.state.instance_id for worker in await fleet.active.load_async())
    dead = ids[: int(len(ids) * DEAD_SHARE)]
    simulated.harm_controllers("down", dead)
    simulated.harm_controllers("drip", ids[len(dead) : len(dead) + int(len(ids) * DRIPPING_SHARE)])


def _print(name: str, cycle: Cycle) -> None:
    row(
        name,
        milliseconds(cycle.cost.wall_seconds),
        milliseconds(cycle.cost.cpu_seconds),
        milliseconds(cycle.own_lag_seconds),
        f"{cycle.errors}",
        f"{len(cycle.commands)}",
    )
