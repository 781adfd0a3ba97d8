from typing import Any

from application.events.sse.audience import Audience
from application.events.sse.audience_index import AudienceIndex
from application.events.sse.edition import Edition
from application.events.sse.event_filter import EventFilter
from domain.events.event_category import EventCategory
from unit.events.sse.fakes import edition, make_event

STATUS_TYPE = (EventCategory.STATUS, "worker.status.changed")


def wanting(*parts: Any, **named: Any) -> Edition:
    """An edition with this filter."""
    return edition(EventFilter(*parts, **named))


def told(index: AudienceIndex) -> set[Audience]:
    """The audiences with news."""
    return set(index.take_with_news())


def test_tells_the_audiences_concerned_when_an_event_comes() -> None:
    """An event finds its audiences by worker and by category, and touches no other."""
    index = AudienceIndex()
    concerned = {
        index.join(wanting(), 0),
        index.join(wanting(frozenset({"w1", "w2"})), 0),
        index.join(wanting(None, frozenset({EventCategory.STATUS})), 0),
        index.join(wanting(frozenset({"w1"}), frozenset({EventCategory.STATUS})), 0),
        index.join(wanting(None, frozenset(), frozenset({STATUS_TYPE})), 0),
    }
    index.join(wanting(frozenset({"w2"})), 0)
    index.join(wanting(None, frozenset({EventCategory.TELEMETRY})), 0)
    index.join(wanting(None, frozenset(), frozenset({(EventCategory.STATUS, "worker.x")})), 0)
    assert index.tell(make_event(1, "w1", EventCategory.STATUS))
    assert told(index) == concerned


def test_keeps_an_event_of_no_worker_once_when_all_is_wanted() -> None:
    """An event without a worker is not told twice to those who want every worker."""
    index = AudienceIndex()
    audience = index.join(wanting(), 0)
    index.tell(make_event(1, None, EventCategory.FLEET))
    assert index.take_with_news() == [audience]


def test_shares_an_audience_when_filters_are_equal() -> None:
    """Clients with equal filters are one audience, however many they are."""
    index = AudienceIndex()
    assert index.join(wanting(frozenset({"w1"})), 0) is index.join(wanting(frozenset({"w1"})), 9)


def test_forgets_an_audience_when_its_last_client_leaves() -> None:
    """Nobody is told of anything after leaving, and nothing of the filter stays in the index."""
    index = AudienceIndex()
    first, second = (index.join(wanting(frozenset({"w1"})), 0) for _ in range(2))
    index.leave(first)
    assert index.tell(make_event(1))
    index.leave(second)
    assert not index.tell(make_event(2))
    assert not list(index.take_all())


def test_keeps_a_place_in_the_index_when_another_audience_stands_there() -> None:
    """One audience that closes takes nothing from another with the same worker and category."""
    index = AudienceIndex()
    types = [frozenset({(EventCategory.STATUS, name)}) for name in ("worker.status.changed", "worker.x")]
    stays, leaves = (index.join(wanting(None, frozenset(), short_types), 0) for short_types in types)
    index.leave(leaves)
    index.tell(make_event(1, "w1", EventCategory.STATUS))
    assert told(index) == {stays}
