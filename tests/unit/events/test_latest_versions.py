"""The versions of what changed lately are known, and no more of them than a bounded number."""

from application.events.latest_versions import LatestVersions


def test_knows_what_was_noted_last() -> None:
    """Also of what changed before the others; of the rest it says what the caller says."""
    versions = LatestVersions(remembered=3)
    versions.note([("a", 1), ("b", 1), ("c", 1)])
    versions.note([("a", 2)])
    assert [versions.of(name, 7) for name in "abcd"] == [2, 1, 1, 7]


def test_forgets_what_changed_longest_ago_when_there_are_many() -> None:
    """Those that changed last are known however many there were, and never more than twice as many."""
    versions = LatestVersions(remembered=3)
    for number in range(100):
        versions.note([(str(number), number + 1)])
        newest = range(max(0, number - 2), number + 1)
        assert [versions.of(str(known), 0) for known in newest] == [known + 1 for known in newest]
        assert sum(versions.of(str(known), 0) > 0 for known in range(number)) <= 6


def test_keeps_what_changes_all_the_time() -> None:
    """However much else comes and goes meanwhile."""
    versions = LatestVersions(remembered=3)
    for number in range(1, 100):
        versions.note([("kept", number), (str(number), 1)])
    assert versions.of("kept", 0) == 99
