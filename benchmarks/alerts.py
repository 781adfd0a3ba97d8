"""Rules of alerts over ten thousand workers in memory: what a look costs, and how long it holds the event loop."""

import asyncio
import time
from collections.abc import Iterator
from statistics import median

from application.alert.alert_evaluation import WORKERS_PER_TURN
from application.alert.pending_breaches import PendingBreaches
from application.clock import Clock
from benchmarks.measuring.table import heading, verdict
from domain.alert.alert_rule import AlertRule
from domain.alert.watched import ANY_SOURCE, Comparison, Watched
from domain.telemetry.worker_telemetry import PERCENT_FIGURES, WorkerTelemetry
from domain.worker.cml_worker_state import CMLWorkerState
from domain.worker.worker_status import WorkerStatus

WORKERS = 10_000
HOUR = 3600.0


async def alerts_async(*, quick: bool) -> None:
    """Measure and print; a tenth of the workers pend at three of the rules."""
    workers = [_worker(number) for number in range(WORKERS)]
    chunks = [workers[begin : begin + WORKERS_PER_TURN] for begin in range(0, WORKERS, WORKERS_PER_TURN)]
    rules, pending, spent, holds = list(_rules()), PendingBreaches(), list[float](), list[float]()
    watch = asyncio.create_task(_watch(holds))
    for _ in range(3 if quick else 20):
        begun = time.process_time()
        for rule in rules:
            await pending.look_async(rule, chunks, Clock().now())
        spent.append(time.process_time() - begun)
    watch.cancel()
    heading(f"Alerts: {WORKERS:,} workers and {len(rules)} rules (processor time)")
    verdict("one look", median(spent) * 1000, 100, "ms")
    verdict("longest turn", max(holds) * 1000, 20, "ms")


async def _watch(holds: list[float]) -> None:
    while True:
        begun = time.process_time()
        await asyncio.sleep(0)
        holds.append(time.process_time() - begun)


def _worker(number: int) -> CMLWorkerState:
    percent = float(number % 100)
    state = CMLWorkerState(id=str(number), instance_id=f"i-{number}", status=WorkerStatus.RUNNING)
    state.telemetry = WorkerTelemetry(cpu_percent=percent, memory_used_percent=percent, disk_used_percent=percent)
    return state


def _rules() -> Iterator[AlertRule]:
    figures = [*PERCENT_FIGURES, "running_nodes", "total_nodes", "network_in_bytes_per_second", "license_days_left"]
    for figure in figures:
        yield AlertRule(
            id=figure, watched=Watched(figure), comparison=Comparison.ABOVE, threshold=89.0, for_seconds=HOUR
        )
    for watched, state in (("status", "stopped"), ("service_status", "unavailable"), ("failing_source", ANY_SOURCE)):
        yield AlertRule(id=watched, watched=Watched(watched), comparison=Comparison.IS, state=state, for_seconds=HOUR)
