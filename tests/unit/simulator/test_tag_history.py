"""Tags and what they were."""

from datetime import UTC, datetime, timedelta

from simulator.fleet.tag_history import REMEMBERED_CHANGES, TagHistory

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


def test_tells_what_the_tags_were_when_asked_about_the_past() -> None:
    """Each set of tags holds from its time on; before the first one, the first."""
    history = TagHistory.begun(NOON, {"a": "1"})
    history.set(NOON + timedelta(seconds=10), {"a": "2"})
    told = [history.at(NOON + timedelta(seconds=seconds))["a"] for seconds in (-5, 0, 9, 10, 99)]
    assert told == ["1", "1", "1", "2", "2"]
    assert history.newest == {"a": "2"}


def test_forgets_the_oldest_when_tags_change_often() -> None:
    """Only the last few sets are kept, and what was forgotten is told as the oldest known."""
    history = TagHistory.begun(NOON, {"n": "0"})
    for number in range(1, 100):
        history.set(NOON + timedelta(seconds=number), {"n": str(number)})
    assert len(history.taggings) == REMEMBERED_CHANGES
    assert history.at(NOON)["n"] == str(100 - REMEMBERED_CHANGES)
    assert history.newest == {"n": "99"}
