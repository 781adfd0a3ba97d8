from application.events.sse.event_ring import EventRing
from unit.events.sse.fakes import make_event


def ring_with(first: int, last: int, capacity: int = 8) -> EventRing:
    """A ring that was told these events."""
    ring = EventRing(capacity)
    ring.start_at(first - 1)
    for sequence in range(first, last + 1):
        ring.append(make_event(sequence))
    return ring


def sequences(ring: EventRing, after: int, limit: int | None = None) -> list[int]:
    """What the ring holds after a sequence."""
    return [event.sequence for event in ring.after(after, limit)]


def test_returns_what_follows_when_asked_from_inside() -> None:
    """Reading goes on right after the given sequence."""
    ring = ring_with(11, 16)
    assert sequences(ring, 13) == [14, 15, 16]
    assert sequences(ring, 13, limit=2) == [14, 15]
    assert sequences(ring, 16) == []


def test_drops_the_oldest_when_full() -> None:
    """The ring never holds more than a few over its capacity, and never less than its capacity again."""
    ring = EventRing(128)
    for sequence in range(1, 300):
        ring.append(make_event(sequence))
        assert sequence <= 128 or 128 <= ring.head - ring.floor <= 130
        assert sequences(ring, ring.floor) == list(range(ring.floor + 1, sequence + 1))


def test_keeps_what_follows_a_hole_when_one_is_told() -> None:
    """Nobody resumes across a hole: the floor rises over it."""
    ring = ring_with(11, 13)
    ring.append(make_event(20))
    assert (ring.floor, ring.head) == (19, 20)


def test_reaches_further_back_when_older_events_connect() -> None:
    """Older events are taken from the newest on, as far as none is missing."""
    ring = ring_with(11, 12)
    ring.prepend([make_event(sequence) for sequence in (6, 8, 9, 10, 11)])
    assert ring.floor == 7
    assert sequences(ring, 7) == [8, 9, 10, 11, 12]
