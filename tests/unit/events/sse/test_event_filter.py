import pytest

from application.events.sse.event_filter import EventFilter
from domain.events.event_category import EventCategory
from unit.events.sse.fakes import make_event

STATUS_TYPE = (EventCategory.STATUS, "worker.status.changed")


@pytest.mark.parametrize(
    ("event_filter", "passes"),
    [
        (EventFilter(), True),
        (EventFilter(worker_ids=frozenset({"w1"})), True),
        (EventFilter(worker_ids=frozenset({"w2"})), False),
        (EventFilter(categories=frozenset({EventCategory.STATUS})), True),
        (EventFilter(categories=frozenset({EventCategory.TELEMETRY})), False),
        (EventFilter(categories=frozenset(), short_types=frozenset({STATUS_TYPE})), True),
        (EventFilter(categories=frozenset(), short_types=frozenset({(EventCategory.STATUS, "worker.x")})), False),
        (EventFilter(frozenset({"w2"}), frozenset({EventCategory.STATUS})), False),
    ],
)
def test_passes_an_event_when_worker_and_kind_are_wanted(event_filter: EventFilter, passes: bool) -> None:
    """Both the worker and the kind must be wanted; None wants all."""
    assert event_filter.passes(make_event(1, "w1", EventCategory.STATUS)) is passes


def test_keeps_events_of_no_worker_out_when_workers_are_named() -> None:
    """Who asks for workers hears of these workers alone."""
    assert not EventFilter(frozenset({"w1"})).passes(make_event(1, None, EventCategory.FLEET))


def test_touches_the_categories_of_single_types_when_some_are_named() -> None:
    """What the log must still hold follows from whole categories and single types alike."""
    event_filter = EventFilter(
        categories=frozenset({EventCategory.TELEMETRY}),
        short_types=frozenset({STATUS_TYPE}),
    )
    assert event_filter.touched_categories == {EventCategory.TELEMETRY, EventCategory.STATUS}


@pytest.mark.parametrize(
    ("event_filter", "words"),
    [
        (EventFilter(), "everything"),
        (EventFilter(frozenset({"w2", "w1"})), "workers w1, w2"),
        (
            EventFilter(None, frozenset({EventCategory.TELEMETRY}), frozenset({STATUS_TYPE})),
            "types telemetry, worker.status.changed",
        ),
        (
            EventFilter(regions=frozenset({"r"}), tags=frozenset({"k:v"}), subjects=frozenset({"s"})),
            "regions r; tags k:v; subjects s",
        ),
    ],
)
def test_says_what_is_wanted_when_people_ask(event_filter: EventFilter, words: str) -> None:
    """In words, in order."""
    assert event_filter.in_words() == words
