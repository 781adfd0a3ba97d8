from application.events.sse.coalescing import coalesce
from domain.events.event_category import EventCategory
from unit.events.sse.fakes import make_event


def test_keeps_the_newest_telemetry_of_each_worker_when_coalescing() -> None:
    """Newer telemetry replaces older of the same worker; the order of the log stays."""
    kept, lasting = coalesce([make_event(1, "w1"), make_event(2, "w2"), make_event(3, "w1"), make_event(4, "w3")])
    assert [event.sequence for event in kept] == [2, 3, 4]
    assert lasting == 0


def test_keeps_every_status_when_coalescing() -> None:
    """What is not telemetry or a refresh is never left out."""
    statuses = [make_event(sequence, "w1", EventCategory.STATUS) for sequence in range(1, 4)]
    assert coalesce(statuses) == (statuses, 3)


def test_keeps_the_newest_refresh_of_each_source_when_coalescing() -> None:
    """A refresh replaces an older one of the same source, not of another."""
    refreshes = [
        make_event(sequence, None, EventCategory.FLEET, source=source)
        for sequence, source in enumerate(("ec2", "cloudwatch", "ec2"), start=1)
    ]
    assert [event.sequence for event in coalesce(refreshes).kept] == [2, 3]
