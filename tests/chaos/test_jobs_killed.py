"""Slots, runs and their records, while processes lead at once, die, and the database is away."""

import os
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from support.database import DatabaseServer
from support.fleet_settings import fleet_environment
from support.job_process import LAGS, LEADS_ALWAYS
from support.loopback import LOOPBACK
from support.probe_fleet import ProbeFleet, client_of, records_of
from support.waiting import wait_until

LEASE_SECONDS = 2.0
BUSY_SECONDS = 3.0
"""How much longer than promised something may take on a busy machine."""
ALLOWED_LAG_SECONDS = 0.05
LAGS_KEPT = 5

NewFleet = Callable[..., ProbeFleet]


@pytest.fixture
def new_fleet(database_name: str, tmp_path: Path) -> Iterator[NewFleet]:
    """Make processes with probe jobs, which are killed when the test ends."""
    made: list[ProbeFleet] = []

    def make(database: DatabaseServer, **environment: str) -> ProbeFleet:
        settings = fleet_environment(
            database.uri,
            database_name,
            f"http://{LOOPBACK}:9",
            JOB_LEASE_SECONDS=str(LEASE_SECONDS),
            SCHEDULER_LEASE_SECONDS=str(LEASE_SECONDS),
        )
        made.append(ProbeFleet({**settings, **environment}, tmp_path))
        return made[-1]

    yield make
    for fleet in made:
        fleet.stop()


@pytest.fixture
def leading_seconds() -> float:
    """How long two lead at once: 40 seconds with CML_FLEET_CHAOS_RUNS."""
    return 40 if "CML_FLEET_CHAOS_RUNS" in os.environ else 5


@pytest.mark.timeout(120)
def test_each_slot_is_run_once_when_two_lead_at_once(
    database: DatabaseServer, database_name: str, new_fleet: NewFleet, leading_seconds: float
) -> None:
    """Each process has leases of its own, so that both lead: executions are slots, and none is run twice."""
    fleet = new_fleet(database, **{LEADS_ALWAYS: "1", "CML_FLEET_JOB_LEASE_SECONDS": "30"})
    fleet.start(2)
    time.sleep(leading_seconds)
    fleet.stop()
    records = records_of(database.uri, database_name)
    assert all("scheduler_leads" in child.output for child in fleet.children)
    for job, seconds in (("probe-tick", 1), ("probe-work", 2)):
        records.check_slots(job, seconds)
        records.check_none_twice(job)
        assert len(records.settled(job)) >= leading_seconds / seconds - 2


@pytest.mark.timeout(240)
def test_every_slot_is_accounted_for_when_processes_are_killed(
    database: DatabaseServer, database_name: str, new_fleet: NewFleet, chaos_runs: int
) -> None:
    """Any of three, at any moment, and the leader in the end: what broke off is taken over within one lease."""
    fleet = new_fleet(database)
    fleet.start(3)
    for _ in range(chaos_runs):
        time.sleep(random.uniform(0.3, 1.7))  # noqa: S311  # any moment will do
        fleet.kill()
        fleet.start()
    kill_leader(fleet, database, database_name)
    killed_at = time.time()

    def is_taken_over() -> bool:
        found = records_of(database.uri, database_name)
        return found.has_ended_since(killed_at) and not found.going_on_from_before(killed_at)

    wait_until(is_taken_over, "what the dead had begun has ended, and slots are run again", 20)
    fleet.stop()
    records = records_of(database.uri, database_name)
    for job, seconds in (("probe-tick", 1), ("probe-work", 2)):
        records.check_slots(job, seconds)
    for pid, began_again in records.takeovers():
        killed_at = fleet.killed.get(pid, began_again)  # a process that was too busy to renew lost its run alive
        assert began_again - killed_at <= LEASE_SECONDS + BUSY_SECONDS


def kill_leader(fleet: ProbeFleet, database: DatabaseServer, database_name: str) -> None:
    """Kill the process whose log says last that it leads."""
    leaders = [child for child in fleet.children if not child.has_ended and "scheduler_leads" in child.output]
    fleet.kill(leaders[-1].pid if leaders else None)


@pytest.mark.timeout(120)
@pytest.mark.parametrize(("trouble", "seconds"), [("frozen", 5), ("killed", 6)])
def test_jobs_go_on_when_the_database_was_away(
    own_database: DatabaseServer,
    database_name: str,
    new_fleet: NewFleet,
    trouble: str,
    seconds: float,
    stall_seconds: float,
) -> None:
    """Frozen or dead for longer than any lease: the event loop stays free, and slots are run again by themselves."""
    away_seconds = max(seconds, stall_seconds)
    fleet = new_fleet(own_database)
    fleet.start(2)
    wait_until(lambda: len(records_of(own_database.uri, database_name).settled("probe-work")) >= 1, "a run has ended")
    if trouble == "frozen":
        own_database.child.freeze()
        time.sleep(away_seconds)
        own_database.child.thaw()
    else:
        own_database.stop()
        time.sleep(away_seconds)
        own_database.start()
    back_at = time.time()

    wait_until(
        lambda: records_of(own_database.uri, database_name).has_ended_since(back_at), "slots of both are run again", 20
    )
    for child in fleet.children:
        child.check()
    records = records_of(own_database.uri, database_name)
    records.check_slots("probe-tick", 1)
    records.check_slots("probe-work", 2)

    def lags() -> list[float]:
        with client_of(own_database.uri) as client:
            return sorted(each["worst_seconds"] for each in client[database_name][LAGS].find({}))

    wait_until(lambda: len(lags()) >= LAGS_KEPT, "the lag of both processes is on record", 20)
    assert lags()[-2] < ALLOWED_LAG_SECONDS
