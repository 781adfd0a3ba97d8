"""Pauses between attempts to reconnect."""

from cli.events.backoff import Backoff


def test_doubles_the_pause_when_failing_again() -> None:
    """Up to half a minute."""
    backoff = Backoff(draw=lambda: 0.0)
    assert [backoff.next_seconds() for _ in range(7)] == [1, 2, 4, 8, 16, 30, 30]


def test_takes_off_half_at_most_by_chance() -> None:
    """Clients of the same server do not come back together."""
    assert Backoff(draw=lambda: 1.0).next_seconds() == 0.5


def test_begins_with_the_servers_wish_after_a_success() -> None:
    """`retry:` is the first pause; Retry-After is the least."""
    backoff = Backoff(draw=lambda: 0.0)
    backoff.next_seconds()
    backoff.first_seconds = 0.25
    backoff.succeeded()
    assert backoff.next_seconds() == 0.25
    assert backoff.next_seconds(at_least=9.0) == 9.0
