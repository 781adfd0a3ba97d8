"""Runs of jobs by two processes: how many a second, whether a long queue is slower, and how late they begin."""

import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from pymongo import MongoClient

from benchmarks.empty_jobs import EMPTY
from benchmarks.measuring.table import heading, verdict
from benchmarks.surroundings.program import program, python_module, wait_until
from domain.job.job_execution import JobExecution, TriggerKind
from integration.mongo.job_documents import execution_document

DATABASE = "bench_jobs"
PROCESSES = 2
SHORT_QUEUE, LONG_QUEUE = 200, 2_000
TRIGGERS = 60
PAUSE_SECONDS = 0.35
LEAST_PER_SECOND = 40.0
MOST_START_DELAY_SECONDS = 0.5

LOOK_SECONDS = 0.5
SAMPLE = 20

Collection = Any


def jobs(uri: str, folder: Path, *, quick: bool) -> None:
    """Measure and print."""
    heading(f"Jobs: an empty job, {PROCESSES} processes, runs put into the queue by a third")
    with _running(uri, folder), MongoClient[dict[str, Any]](uri, tz_aware=True) as client:
        queue = client[DATABASE]["job_executions"]
        _drained(queue, SHORT_QUEUE, "warm")
        short = _drained(queue, SHORT_QUEUE, "short")
        long = _drained(queue, 400 if quick else LONG_QUEUE, "long")
        delays = _start_delays(queue, 10 if quick else TRIGGERS)
    verdict("for each run, of a queue of 200", 1000 / short, 1000 / LEAST_PER_SECOND, "ms")
    verdict("for each run, of a long queue", 1000 / long, 1000 / LEAST_PER_SECOND, "ms")
    verdict("the long one beside the short one", short / long, 1.25)
    verdict("from trigger to start, median", delays[len(delays) // 2], MOST_START_DELAY_SECONDS, "s")
    verdict("from trigger to start, p99", delays[int(len(delays) * 0.99)], MOST_START_DELAY_SECONDS, "s")


@contextmanager
def _running(uri: str, folder: Path) -> Iterator[None]:
    environment = {"BENCH_URI": uri, "BENCH_DATABASE": DATABASE}
    with ExitStack() as stack:
        for number in range(PROCESSES):
            output = folder / f"jobs-{number}.log"
            process = stack.enter_context(program(python_module("benchmarks.empty_jobs"), output, environment))
            wait_until(process, output, partial(_runs, output))
        yield


def _runs(output: Path) -> bool:
    return b"running" in output.read_bytes()


def _drained(queue: Collection, number: int, name: str) -> float:
    """Let so many runs be due at one moment; return how many began a second, from the first to the last end."""
    due_at = datetime.now(UTC) + timedelta(seconds=1 + number / 1000)
    queue.insert_many([_waiting(f"{name}-{each}", due_at) for each in range(number)])
    _wait_for(queue, name, number)
    ended = queue.find(_ended(name), {"started_at": 1, "finished_at": 1})
    times = [(each["started_at"], each["finished_at"]) for each in ended]
    took = max(end for _, end in times) - min(begin for begin, _ in times)
    return number / float(took.total_seconds())


def _start_delays(queue: Collection, number: int) -> list[float]:
    """Put one run after the other into an empty queue, as another process does; return how late each began."""
    for each in range(number):
        queue.insert_one(_waiting(f"one-{each}", datetime.now(UTC)))
        time.sleep(PAUSE_SECONDS)
    _wait_for(queue, "one", number)
    found: list[Mapping[str, Any]] = list(queue.find(_ended("one"), {"started_at": 1, "created_at": 1}))
    return sorted((each["started_at"] - each["created_at"]).total_seconds() for each in found)


def _wait_for(queue: Collection, name: str, number: int) -> None:
    """Look at a few until they have ended, then at all: the database reads what it counts, and is what is measured."""
    few = {f"{name}-{each}" for each in range(0, number, max(1, number // SAMPLE))}
    while queue.count_documents({"_id": {"$in": sorted(few)}, "state": "completed"}) < len(few):
        time.sleep(LOOK_SECONDS)
    while queue.count_documents(_ended(name)) < number:
        time.sleep(LOOK_SECONDS)


def _ended(name: str) -> dict[str, Any]:
    return {"_id": {"$regex": f"^{name}-"}, "state": "completed"}


def _waiting(name: str, due_at: datetime) -> dict[str, Any]:
    return execution_document(
        JobExecution(
            id=name,
            job=EMPTY,
            scheduled_for=due_at,
            due_at=due_at,
            created_at=due_at,
            triggered_by=TriggerKind.PERSON,
        )
    )
