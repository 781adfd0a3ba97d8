"""Ten thousand workers beside one thousand: cycles, and what clients notice of them."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles

from benchmarks.cycle import Cycle, run_cycle_async
from benchmarks.cycle_tables import CHANGING, FIRST, UNCHANGED
from benchmarks.fleet import ADMIN_KEY, Bench, Fleet, running_fleet
from benchmarks.measuring.command_log import CommandLog
from benchmarks.measuring.memory import resident_megabytes
from benchmarks.measuring.table import head, heading, milliseconds, row, verdict
from benchmarks.surroundings.program import program, python_module
from benchmarks.surroundings.simulator import simulator
from benchmarks.web import served

ONE_THOUSAND, TEN_THOUSAND = 1_000, 10_000

Measured = dict[str, list[tuple[Cycle, list[float]]]]


async def large_fleets_async(uri: str, folder: Path, *, quick: bool) -> None:
    """Measure and print."""
    seconds = {}
    for workers in (ONE_THOUSAND, TEN_THOUSAND):
        with simulator(folder, workers) as simulated:
            bench = Bench(uri, simulated, CommandLog(), workers)
            measured, megabytes = await _measure(bench, folder, repeats=1 if quick else 3)
        _print(workers, measured)
        seconds[workers] = {
            kind: median(cycle.cost.wall_seconds for cycle, _ in pairs) for kind, pairs in measured.items()
        }
    for kind, wall_seconds in seconds[TEN_THOUSAND].items():
        verdict(f"{kind}: cycle", wall_seconds, 40, "s")
        verdict(f"{kind}: growth", wall_seconds / seconds[ONE_THOUSAND][kind], 11, "x")
    for kind, pairs in measured.items():
        verdict(f"{kind}: own lag", max(cycle.own_lag_seconds for cycle, _ in pairs) * 1000, 100, "ms")
        verdict(f"{kind}: list p95", _p95([ms for _, listed in pairs for ms in listed]), 200, "ms")
    verdict("memory, cycles over", megabytes, 700, "MB")


async def _measure(bench: Bench, folder: Path, repeats: int) -> tuple[Measured, float]:
    measured: Measured = defaultdict(list)
    async with running_fleet(bench) as fleet, served(fleet.app) as port:
        measured[FIRST].append(await _cycle_and_lists_async(fleet, folder, port))
        for _ in range(repeats):
            fleet.clock.move_on()
            measured[CHANGING].append(await _cycle_and_lists_async(fleet, folder, port))
            measured[UNCHANGED].append(await _cycle_and_lists_async(fleet, folder, port))
        return measured, resident_megabytes()


async def _cycle_and_lists_async(fleet: Fleet, folder: Path, port: int) -> tuple[Cycle, list[float]]:
    with _asking_for_lists(folder / "lists.log", port) as output:
        cycle, _ = await run_cycle_async(fleet)
    return cycle, [float(line) for line in output.read_text().splitlines()]


@contextmanager
def _asking_for_lists(output: Path, port: int) -> Iterator[Path]:
    with program(python_module("benchmarks.list_client", str(port), ADMIN_KEY), output):
        yield output


def _print(workers: int, measured: Measured) -> None:
    heading(f"Cycles of {workers:,} workers while a client asks for lists (medians; lags the worst)")
    head(("wall", "CPU", "worst lag", "own lag", "AWS calls", "lists", "list p50", "list p95"))
    for kind, pairs in measured.items():
        cycles = [cycle for cycle, _ in pairs]
        listed = [ms for _, lists in pairs for ms in lists]
        row(
            kind,
            milliseconds(median(cycle.cost.wall_seconds for cycle in cycles)),
            milliseconds(median(cycle.cost.cpu_seconds for cycle in cycles)),
            milliseconds(max(cycle.worst_lag_seconds for cycle in cycles)),
            milliseconds(max(cycle.own_lag_seconds for cycle in cycles)),
            f"{median(cycle.calls.total() for cycle in cycles):.0f}",
            f"{len(listed)}",
            f"{median(listed):.1f} ms",
            f"{_p95(listed):.1f} ms",
        )


def _p95(listed: list[float]) -> float:
    return quantiles(listed, n=20)[-1]
