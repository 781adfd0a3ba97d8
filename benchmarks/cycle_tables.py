"""The fleet cycle at several sizes, as tables."""

from collections import defaultdict
from pathlib import Path
from statistics import median

from benchmarks.bare_writes import BareWrites
from benchmarks.cycle import Cycle, Floor, run_cycle_async, run_with_floor_async
from benchmarks.fleet import Bench, running_fleet
from benchmarks.measuring.command_log import CommandLog
from benchmarks.measuring.table import head, heading, milliseconds, row, verdict
from benchmarks.one_by_one import AT_ONCE, one_by_one_async
from benchmarks.surroundings.simulator import simulator

FIRST, CHANGING, UNCHANGED = "first, everything is new", "new figures for all", "nothing new"
COLUMNS = (
    "wall",
    "floor",
    "of it waits",
    "parsing",
    "bare writes",
    "CPU",
    "worst lag",
    "own lag",
    "AWS calls",
    "round trips",
)

Measured = dict[str, list[tuple[Cycle, Floor]]]


async def fleet_cycles_async(uri: str, folder: Path, commands: CommandLog, *, quick: bool) -> None:
    """Measure and print; the growth from the smaller to the larger fleet at the end."""
    walls = []
    for workers in (100, 1000):
        with simulator(folder, workers) as simulated:
            bench = Bench(uri, simulated, commands, workers)
            measured: Measured = defaultdict(list)
            for _ in range(1 if quick else 3):
                await _measure(bench, measured, repeats=1 if quick else 3)
            _print(workers, measured)
            walls.append(_median_wall(measured[CHANGING]))
            if not (quick and workers > 100):
                await _compare_one_by_one(bench, walls[-1])
    verdict("growth from 100 to 1,000 workers", walls[1] / walls[0], 11, "x")


async def _measure(bench: Bench, measured: Measured, repeats: int) -> None:
    async with running_fleet(bench) as fleet:
        bare = BareWrites(bench.uri, bench.commands.database)
        await bare.open_async()
        await bare.repeat_async(bench.commands.take())
        measured[FIRST].append(await run_with_floor_async(fleet, bare))
        for _ in range(repeats):
            fleet.clock.move_on()
            measured[CHANGING].append(await run_with_floor_async(fleet, bare))
            measured[UNCHANGED].append(await run_with_floor_async(fleet, bare))
        bare.close()


def _print(workers: int, measured: Measured) -> None:
    heading(
        f"Fleet cycle, {workers:,} workers, one region, EC2 80 ms, CloudWatch 120 ms a call (medians; lags the worst)"
    )
    head(COLUMNS)
    for kind, pairs in measured.items():
        _print_row(kind, [cycle for cycle, _ in pairs], [floor for _, floor in pairs])
    for kind, pairs in measured.items():
        cycle, _ = pairs[-1]
        print(
            f"{kind}: {cycle.changed_count} workers changed, {cycle.bytes_written / 1000:,.0f} KB written; "
            f"round trips without the follower's own: {cycle.round_trips_in_words}"
        )
    for kind, pairs in measured.items():
        most_round_trips = 7 if kind == FIRST else 6  # then lasting events have an entry beside those of telemetry
        most_calls = 18 if any(cycle.calls["DescribeInstances"] for cycle, _ in pairs) else 12
        verdict(f"{kind}: wall to floor", _median_wall(pairs) / median(floor.seconds for _, floor in pairs), 1.3, "x")
        verdict(f"{kind}: AWS calls", max(cycle.calls.total() for cycle, _ in pairs), most_calls)
        verdict(f"{kind}: round trips", median(cycle.round_trips for cycle, _ in pairs), most_round_trips)
        verdict(f"{kind}: own lag", max(cycle.own_lag_seconds for cycle, _ in pairs) * 1000, 100, "ms")


def _print_row(kind: str, cycles: list[Cycle], floors: list[Floor]) -> None:
    row(
        kind,
        milliseconds(median(cycle.cost.wall_seconds for cycle in cycles)),
        milliseconds(median(floor.seconds for floor in floors)),
        milliseconds(median(floor.waits_seconds for floor in floors)),
        milliseconds(median(floor.parsing_seconds for floor in floors)),
        milliseconds(median(floor.writes_seconds for floor in floors)),
        milliseconds(median(cycle.cost.cpu_seconds for cycle in cycles)),
        milliseconds(max(cycle.worst_lag_seconds for cycle in cycles)),
        milliseconds(max(cycle.own_lag_seconds for cycle in cycles)),
        f"{median(cycle.calls.total() for cycle in cycles):.0f}",
        f"{median(cycle.round_trips for cycle in cycles):.0f}",
    )


def _median_wall(pairs: list[tuple[Cycle, Floor]]) -> float:
    return median(cycle.cost.wall_seconds for cycle, _ in pairs)


async def _compare_one_by_one(bench: Bench, batch_seconds: float) -> None:
    async with running_fleet(bench, threads=AT_ONCE) as fleet:
        await run_cycle_async(fleet)
        fleet.clock.move_on()
        bench.simulator.count_from_zero()
        cost = await one_by_one_async(fleet)
        calls = bench.simulator.calls().total()
    print(
        f"one worker at a time, ten at once: {cost.wall_seconds:.1f} s, {cost.cpu_seconds:.1f} s CPU, {calls:,} calls, "
        f"{len(bench.commands.take()):,} round trips: "
        f"{cost.wall_seconds / batch_seconds:.1f} times as long (at 1,000: at least 8)"
    )
