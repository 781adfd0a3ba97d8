"""Buckets of tokens by owner."""

from api.access import token_buckets
from api.access.token_buckets import Allowance, TokenBuckets
from fakes.fake_clock import FakeClock


def test_refills_at_its_rate_up_to_the_burst() -> None:
    """What is not used does not add up beyond the burst."""
    clock = FakeClock()
    buckets = TokenBuckets(2, 4, clock)
    assert [buckets.take("a").granted for _ in range(5)] == [True] * 4 + [False]
    clock.pass_seconds(0.5)
    assert buckets.take("a") == Allowance(granted=True, remaining=0, next_seconds=1, full_seconds=2)
    clock.pass_seconds(100)
    assert buckets.take("a") == Allowance(granted=True, remaining=3, next_seconds=0, full_seconds=1)
    assert buckets.policy == "q=4;w=2"


def test_forgets_the_longest_unused_when_there_are_too_many() -> None:
    """Memory is bounded, whoever comes; who asks all the time is not forgotten."""
    buckets = TokenBuckets(1, 2, FakeClock())
    buckets.take("always")
    for number in range(token_buckets.MOST_OWNERS + 50):
        buckets.take(f"once {number}")
        buckets.take("always")
    assert len(buckets._buckets) == token_buckets.MOST_OWNERS
    assert not buckets.take("always").granted
