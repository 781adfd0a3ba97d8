"""Processes with probe jobs, and what they left behind."""

import random
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from pymongo import MongoClient

from support.forked_child import ForkedChild
from support.job_process import MARKS, run_probes
from support.waiting import wait_until

Record = Mapping[str, Any]
ENDED = frozenset({"completed", "failed", "skipped", "missed"})
GOING_ON = timedelta(seconds=15)


@dataclass
class ProbeFleet:
    """Processes that may be killed; `killed` says when each was, by its process id."""

    environment: Mapping[str, str]
    folder: Path
    children: list[ForkedChild] = field(default_factory=list)
    killed: dict[int, float] = field(default_factory=dict)

    def start(self, number: int = 1) -> None:
        """Start some more, and wait until they run."""
        begun = [
            ForkedChild(self.environment, self.folder / f"probe-{len(self.children) + each}.log", run_probes)
            for each in range(number)
        ]
        self.children += begun
        for child in begun:
            wait_until(partial(_runs, child), "the process runs", 60)

    def kill(self, pid: int | None = None) -> None:
        """Kill one, or any."""
        alive = [child for child in self.children if not child.has_ended]
        [*_, child] = [child for child in alive if child.pid == pid] or [random.choice(alive)]  # noqa: S311  # any
        self.killed[child.pid] = time.time()
        child.kill()

    def stop(self) -> None:
        """End all."""
        for child in self.children:
            child.kill()


def _runs(child: ForkedChild) -> bool:
    return child.check() and "running" in child.output


@dataclass(frozen=True)
class ProbeRecords:
    """What is in the database."""

    executions: Sequence[Record]
    marks: Sequence[Record]

    def settled(self, job: str) -> Sequence[Record]:
        """The records of a job's slots, the oldest first, without what the end of the test cut off."""
        found = [each for each in self.executions if each["job"] == job]
        while found and found[-1]["state"] in {"pending", "running"}:
            found.pop()
        return found

    def has_ended_since(self, moment: float) -> bool:
        """Whether each of the jobs has done a slot that came later."""
        done = {each["job"] for each in self.executions if each["state"] == "completed" and _time(each) > moment}
        return done >= {"probe-tick", "probe-work"}

    def going_on_from_before(self, moment: float) -> Sequence[Record]:
        """The runs of earlier slots that have not ended."""
        return [each for each in self.executions if each["state"] not in ENDED and _time(each) < moment]

    def check_slots(self, job: str, seconds: float) -> None:
        """Every slot from the first to the last is there once: run, skipped, or counted by a record of misses.

        What is still going on began a short while ago.
        """
        found, expected = self.settled(job), None
        assert found, job
        for each in found:
            slots = each["missed"] or 1
            first = each["scheduled_for"] - timedelta(seconds=seconds * (slots - 1))
            assert expected in (None, first), (job, expected, each)
            assert each["state"] in ENDED or found[-1]["scheduled_for"] - each["scheduled_for"] < GOING_ON, each
            assert each["state"] not in {"skipped", "missed"} or each["reason"], each
            expected = each["scheduled_for"] + timedelta(seconds=seconds)

    def check_none_twice(self, job: str) -> None:
        """No run was done by two processes."""
        done = Counter(mark["run"] for mark in self.marks if mark["what"] == "done" and mark["run"].startswith(job))
        assert done, job
        assert {run: count for run, count in done.items() if count > 1} == {}

    def takeovers(self) -> list[tuple[int, float]]:
        """Whose run broke off, by process id, and when another process began the next attempt."""
        begun = {(mark["run"], mark["attempt"]): mark for mark in self.marks if mark["what"] == "begun"}
        return [
            (begun[run, attempt - 1]["pid"], mark["at"])
            for (run, attempt), mark in begun.items()
            if attempt > 1 and (run, attempt - 1) in begun
        ]


def _time(execution: Record) -> float:
    scheduled_for: datetime = execution["scheduled_for"]
    return scheduled_for.timestamp()


@contextmanager
def client_of(uri: str) -> Iterator[MongoClient[dict[str, Any]]]:
    """A client of the database."""
    with MongoClient[dict[str, Any]](uri, tz_aware=True, timeoutMS=5000) as client:
        yield client


def records_of(uri: str, database: str) -> ProbeRecords:
    """Read them."""
    with client_of(uri) as client:
        executions = list(client[database]["job_executions"].find({}))
        executions.sort(key=lambda each: (each["scheduled_for"], each["_id"]))
        return ProbeRecords(executions, list(client[database][MARKS].find({})))
