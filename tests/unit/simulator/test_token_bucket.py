"""Token buckets."""

from simulator.limits.token_bucket import Rate, TokenBucket


def test_refills_when_time_passes() -> None:
    """An emptied bucket has as many tokens as its rate gave back."""
    bucket = TokenBucket(Rate(burst=5, per_second=2), now_second=100)
    bucket.take(5)
    assert not bucket.has(1, now_second=100)
    assert bucket.has(2, now_second=101)
    assert not bucket.has(3, now_second=101)


def test_holds_no_more_than_its_burst_when_idle() -> None:
    """However long nobody calls, the burst is the most there is."""
    bucket = TokenBucket(Rate(burst=5, per_second=2), now_second=0)
    assert bucket.has(5, now_second=3600)
    assert not bucket.has(6, now_second=7200)
