from typing import Any

import pytest

from application.events.event_labels import EventLabels
from application.events.sse.audience import Audience
from application.events.sse.audience_index import AudienceIndex
from application.events.sse.edition import Edition
from application.events.sse.event_filter import EventFilter
from application.events.sse.flush import Flush
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


EAST = EventLabels(frozenset({"us-east-1"}), frozenset({"course:ccnp", "owner:ann"}))


@pytest.mark.parametrize(
    ("wanted", "is_told"),
    [
        ({"regions": frozenset({"us-east-1", "eu-west-1"})}, True),
        ({"regions": frozenset({"eu-west-1"})}, False),
        ({"tags": frozenset({"course:ccnp"})}, True),
        ({"tags": frozenset({"course:ccnp", "owner:ann"})}, True),
        ({"tags": frozenset({"course:ccnp", "owner:bob"})}, False),
        ({"tags": frozenset({"owner:bob"})}, False),
        ({"subjects": frozenset({"w1"})}, True),
        ({"subjects": frozenset({"w2"})}, False),
        ({"worker_ids": frozenset({"w1"}), "tags": frozenset({"owner:ann"})}, True),
        ({"worker_ids": frozenset({"w1"}), "regions": frozenset({"eu-west-1"})}, False),
        ({"subjects": frozenset({"w1"}), "tags": frozenset({"owner:bob"})}, False),
        ({"tags": frozenset({"owner:ann"}), "categories": frozenset({EventCategory.STATUS})}, False),
    ],
)
def test_tells_who_named_region_tag_or_subject_when_all_hold(wanted: dict[str, Any], is_told: bool) -> None:
    """What is named must all hold; the index finds exactly those whose filter passes."""
    index, event = AudienceIndex(), make_event(1, "w1", labels=EAST)
    audience = index.join(wanting(**wanted), 0)
    assert index.tell(event) is is_told
    assert told(index) == ({audience} if is_told else set())
    assert audience.edition.event_filter.passes(event) is is_told
    index.leave(audience)
    assert not index._places


async def test_keeps_an_event_once_when_it_is_about_several_of_the_named_regions() -> None:
    """A refresh of all regions is one event for who named two of them."""
    index, regions = AudienceIndex(), frozenset({"us-east-1", "eu-west-1"})
    audience = index.join(wanting(regions=regions), 0)
    for sequence in (1, 2):
        index.tell(make_event(sequence, None, EventCategory.FLEET, EventLabels(regions)))
    audience.wait(0)
    ((page, _),) = audience.take(Flush(2, 256))
    assert page.events == 2


def test_asks_nobody_when_an_event_concerns_nobody() -> None:
    """Thousands who listen to other workers, tags and regions cost an event nothing."""
    index = AudienceIndex()
    for number in range(1000):
        index.join(wanting(frozenset({f"x{number}"})), 0)
        index.join(wanting(tags=frozenset({f"course:{number}"})), 0)
        index.join(wanting(regions=frozenset({f"region-{number}"})), 0)
        index.join(wanting(subjects=frozenset({f"subject-{number}"})), 0)
    assert list(index._found(make_event(1, "w1", labels=EAST))) == []
