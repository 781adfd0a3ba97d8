"""What DescribeInstances says changes a worker's details, addresses and tags."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.worker import worker_events as events
from domain.worker.cml_worker import CMLWorker
from fakes.fake_clock import NOON
from fakes.readings import imported_worker, instance_reading, status_reading

DETAIL_CHANGES: list[tuple[str, Any, str]] = [
    ("name", "other", "other"),
    ("instance_type", "c5.metal", "c5.metal"),
    ("ami_id", "ami-2", "ami-2"),
    ("ami_name", "cml-2.10", "cml-2.10"),
    ("launch_time", NOON + timedelta(hours=1), "2026-06-01T13:00:00Z"),
]


def refreshed(worker: CMLWorker, **fields: Any) -> list[Any]:
    """The events of a refresh in which EC2 says this of the instance."""
    worker.record_ec2(status_reading(checks=None), instance_reading(**fields))
    return list(worker.pending_events)


@pytest.mark.parametrize(("name", "value", "told"), DETAIL_CHANGES)
def test_tells_only_what_differs_when_a_detail_changed(name: str, value: object, told: str) -> None:
    """Both sides hold the one changed field, as text, and the state follows."""
    worker = imported_worker()
    [event] = refreshed(worker, **{name: value})
    assert isinstance(event, events.WorkerDetailsChangedDomainEvent)
    assert event.new_details == {name: told}
    assert list(event.old_details) == [name]
    assert getattr(worker.state, name) == value


@pytest.mark.parametrize("unread", [{"name": ""}, {"ami_name": None}])
def test_keeps_a_detail_when_it_was_not_read(unread: dict[str, str | None]) -> None:
    """A missing Name tag or an image that is gone takes nothing away."""
    assert refreshed(imported_worker(), **unread) == []


def test_image_name_and_launch_time_may_be_unknown_when_imported() -> None:
    """What was not known at the import is told when it is."""
    worker = imported_worker(ami_name=None, launch_time=None)
    [event] = refreshed(worker)
    assert event.old_details == {"ami_name": None, "launch_time": None}
    assert (worker.state.ami_name, worker.state.launch_time) == ("cml-2.9.0", NOON)


def test_launch_time_becomes_unknown_when_ec2_no_longer_says_it() -> None:
    """Null goes through the log and back."""
    worker = imported_worker()
    refreshed(worker, launch_time=None)
    assert worker.state.launch_time is None


def test_launch_time_stays_an_aware_time_when_it_changed() -> None:
    """The state holds a time, not its text."""
    worker = imported_worker()
    refreshed(worker, launch_time=NOON + timedelta(hours=1))
    assert isinstance(worker.state.launch_time, datetime)
    assert worker.state.launch_time.utcoffset() == timedelta(0)


def test_endpoint_changes_when_an_address_changed() -> None:
    """Old and new addresses are told together."""
    worker = imported_worker()
    [event] = refreshed(worker, public_ip=None)
    assert isinstance(event, events.WorkerEndpointChangedDomainEvent)
    assert (event.old_public_ip, event.new_public_ip) == ("198.51.100.1", None)
    assert worker.state.public_ip is None


def test_tags_change_when_ec2_has_others() -> None:
    """The tags are told as they were and as they are."""
    worker = imported_worker()
    [event] = refreshed(worker, tags={"owner": "labs", "cost": "7"})
    assert isinstance(event, events.WorkerTagsChangedDomainEvent)
    assert event.old_tags == {"owner": "ops"}
    assert worker.state.tags == {"owner": "labs", "cost": "7"}
