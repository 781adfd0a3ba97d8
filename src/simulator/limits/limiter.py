"""Admits calls as long as their buckets have tokens."""

from simulator.aws.call import AwsCall
from simulator.fleet.clock import Clock
from simulator.limits.documented import Charge, charges_of
from simulator.limits.token_bucket import TokenBucket


class Limiter:
    """The buckets of one account, one for each region and kind of call."""

    def __init__(self, clock: Clock, *, enabled: bool = True) -> None:
        self.enabled = enabled
        self._clock = clock
        self._buckets: dict[tuple[str, str, str], TokenBucket] = {}

    def admit(self, call: AwsCall) -> bool:
        """Take the call's tokens, all or none; False when it must be throttled."""
        if not self.enabled:
            return True
        now_second = self._clock().timestamp()
        payments = [(self._bucket(call, charge, now_second), charge.tokens) for charge in charges_of(call)]
        if not all(bucket.has(tokens, now_second) for bucket, tokens in payments):
            return False
        for bucket, tokens in payments:
            bucket.take(tokens)
        return True

    def _bucket(self, call: AwsCall, charge: Charge, now_second: float) -> TokenBucket:
        key = (call.service.value, call.region, charge.bucket)
        if key not in self._buckets:
            self._buckets[key] = TokenBucket(charge.rate, now_second)
        return self._buckets[key]
