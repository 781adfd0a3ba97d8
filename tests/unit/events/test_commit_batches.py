"""How events are packed into log entries."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.events.commit_batches import CommitPart, announcement_part, batches_of, entry_of, parts_of
from application.events.event_catalogue import EventCatalogue
from application.events.record_factory import CloudEventNaming, RecordFactory
from application.ports.event_log import MAX_BYTES_PER_ENTRY, MAX_EVENTS_PER_ENTRY, LogHead
from domain.telemetry.fleet_refresh_completed import FleetRefreshCompletedDomainEvent
from domain.telemetry.metrics_source import MetricsSource
from domain.telemetry.worker_telemetry import TelemetryThreshold
from domain.worker import worker_events as events
from domain.worker.cml_worker import CMLWorker
from domain.worker.worker_status import WorkerStatus
from fakes.fake_clock import NOON
from fakes.readings import cloudwatch_reading, imported_worker, status_reading
from fakes.sequential_ids import SequentialIds
from fakes.worker_steps import tell_cloudwatch

FACTORY = RecordFactory(EventCatalogue(), SequentialIds(), CloudEventNaming(type_prefix="t.", source="/fleets/t"))
HOUR, MONTH = timedelta(hours=1), timedelta(days=30)


def refreshed_worker(number: int = 1) -> CMLWorker:
    """A worker with three lasting events and a short-lived one."""
    worker = imported_worker(number, status=WorkerStatus.PENDING)
    worker.record_ec2(status_reading(number=number), None)
    tell_cloudwatch(worker, cloudwatch_reading(number), NOON, TelemetryThreshold())
    return worker


def part(retention: timedelta, events_count: int, size_bytes: int = 1) -> CommitPart:
    """A part of so many events, which are not looked into."""
    event = events.WorkerTerminatedDomainEvent(aggregate_id="w", created_at=NOON, status_reason="")
    return CommitPart(None, 0, retention, [event] * events_count, [], size_bytes)


def test_aggregate_is_cut_by_retention() -> None:
    """Lasting events go first, each part builds on the one before, and the size is known."""
    lasting, short = parts_of(refreshed_worker(), FACTORY)
    assert (lasting.retention, lasting.base_version, len(lasting.events)) == (MONTH, 1, 3)
    assert (short.retention, short.base_version, len(short.events)) == (HOUR, 4, 1)
    assert lasting.size_bytes > short.size_bytes > 200


def test_aggregate_is_refused_when_a_short_lived_event_comes_before_a_lasting_one() -> None:
    """Its versions would not stand in the log in their order."""
    worker = imported_worker()
    tell_cloudwatch(worker, cloudwatch_reading(), NOON, TelemetryThreshold())
    worker.record_ec2(status_reading(WorkerStatus.STOPPED), None)
    with pytest.raises(ValueError, match="short-lived events before lasting ones"):
        list(parts_of(worker, FACTORY))


def test_announcement_builds_on_nothing() -> None:
    """A heartbeat belongs to no aggregate."""
    event = FleetRefreshCompletedDomainEvent(aggregate_id="fleet", created_at=NOON, source=MetricsSource.EC2, scopes=[])
    announced = announcement_part(event, FACTORY)
    assert (announced.aggregate, announced.base_version, announced.retention) == (None, 0, HOUR)


def test_states_come_first_when_both_are_committed() -> None:
    """Whatever the order of the parts: states before telemetry, and never in one entry."""
    parts = [part(HOUR, 1), part(MONTH, 1), part(HOUR, 1), part(MONTH, 1)]
    assert [[item.retention for item in batch] for batch in batches_of(parts)] == [[MONTH] * 2, [HOUR] * 2]


def test_nothing_is_packed_when_there_is_nothing() -> None:
    """No parts, no entry."""
    assert list(batches_of([])) == []


@given(
    st.lists(st.builds(part, st.sampled_from([HOUR, MONTH]), st.integers(1, 600), st.integers(1, 3_000_000))).map(tuple)
)
def test_entry_is_full_when_the_next_part_would_not_fit(parts: tuple[CommitPart, ...]) -> None:
    """Within its limits, an entry takes parts of one retention in order; none is lost, and no entry is needless."""
    batches = list(batches_of(parts))
    assert [item for batch in batches for item in batch] == sorted(parts, key=lambda item: -item.retention)
    for batch in batches:
        assert _fits(batch)
    for one, following in pairwise(batches):
        assert not _fits([*one, following[0]])


def _fits(batch: list[CommitPart]) -> bool:
    return (
        sum(len(item.events) for item in batch) <= MAX_EVENTS_PER_ENTRY
        and sum(item.size_bytes for item in batch) <= MAX_BYTES_PER_ENTRY
        and len({item.retention for item in batch}) == 1
    )


def test_entry_numbers_its_events_when_made() -> None:
    """Entry and sequence numbers go on from the head without a gap."""
    batch = [next(parts_of(refreshed_worker(number), FACTORY)) for number in (1, 2)]
    entry = entry_of(batch, LogHead(4, 10), "c1", NOON)
    assert (entry.entry, entry.first, entry.last, entry.commit_id) == (5, 11, 16, "c1")
    assert [record.sequence for record in entry.records] == [11, 12, 13, 14, 15, 16]
    assert entry.expires_at == NOON + MONTH


def test_part_is_larger_when_its_worker_has_many_tags() -> None:
    """Labels are kept in the entry, too, and an entry may have four megabytes."""
    tags = {f"key-{number}": "v" * 100 for number in range(50)}
    plain, tagged = imported_worker(1), imported_worker(1, tags=tags)
    sizes = []
    for worker in (plain, tagged):
        worker.record_ec2(status_reading(WorkerStatus.STOPPED, checks=None), None)
        sizes.append(next(parts_of(worker, FACTORY)).size_bytes)
    assert sizes[1] - sizes[0] > 5_000
