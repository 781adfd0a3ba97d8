"""The life cycle of an instance, as an observer who looks now and then may see it."""

from itertools import product

import pytest

from domain.worker.worker_status import WorkerStatus as Status

NEVER_SEEN = {
    *product([Status.SHUTTING_DOWN], set(Status) - {Status.TERMINATED}),
    *product([Status.TERMINATED], set(Status)),
    *product(set(Status) - {Status.UNKNOWN}, [Status.UNKNOWN]),
    (Status.RUNNING, Status.PENDING),
}


@pytest.mark.parametrize(("old", "new"), list(product(Status, Status)))
def test_says_which_step_is_expected_when_asked(old: Status, new: Status) -> None:
    """Nobody comes back from the end, nobody becomes unknown, and what runs was started before."""
    assert old.may_become(new) is ((old, new) not in NEVER_SEEN)
