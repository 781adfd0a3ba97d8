"""Which workers a list shows."""

from dataclasses import replace

import pytest

from application.worker.worker_criteria import WorkerCriteria
from domain.worker.cordon import Cordon
from domain.worker.worker_service import ServiceStatus
from domain.worker.worker_status import WorkerStatus
from fakes.fake_clock import NOON
from fakes.readings import WEST, imported_worker

ALL = WorkerCriteria()
FOUND = replace(
    imported_worker(1).state,
    name="Lab (1) .*",
    region=WEST.region,
    account="two",
    status=WorkerStatus.STOPPED,
    tags={"k": "v"},
    cordoned=Cordon(by="key:x", since=NOON, reason=""),
)


@pytest.mark.parametrize(
    ("criteria", "found"),
    [
        (ALL, True),
        (WorkerCriteria(statuses=frozenset({WorkerStatus.STOPPED}), text="lab"), True),
        (WorkerCriteria(statuses=frozenset({WorkerStatus.RUNNING})), False),
        (WorkerCriteria(regions=frozenset({WEST.region}), accounts=frozenset({"two"})), True),
        (WorkerCriteria(regions=frozenset({"us-east-1"})), False),
        (WorkerCriteria(accounts=frozenset({"one"})), False),
        (WorkerCriteria(tags=frozenset({("k", "v")})), True),
        (WorkerCriteria(tags=frozenset({("k", "other")})), False),
        (WorkerCriteria(tags=frozenset({("k", "v"), ("l", "v")})), False),
        (WorkerCriteria(service_statuses=frozenset({ServiceStatus.UNKNOWN})), True),
        (WorkerCriteria(service_statuses=frozenset({ServiceStatus.STARTING})), False),
        (WorkerCriteria(cordoned=True), True),
        (WorkerCriteria(cordoned=False), False),
        (WorkerCriteria(text="LAB (1) .*"), True),
        (WorkerCriteria(text="l.b"), False),
        (WorkerCriteria(text=".*)("), False),
        (WorkerCriteria(text='{"$ne": null}'), False),
        (WorkerCriteria(text="198.51.100.1"), True),
    ],
)
def test_criteria_admit_who_meets_all_of_them(criteria: WorkerCriteria, found: bool) -> None:
    """Text is looked for literally, in any case of letters."""
    assert bool(list(criteria.select([FOUND]))) is found


def test_text_is_not_found_when_the_field_is_unknown() -> None:
    """Nothing is not the text "none"."""
    bare = imported_worker(1, ami_name=None, public_ip=None).state
    assert not list(WorkerCriteria(text="none").select([bare]))
