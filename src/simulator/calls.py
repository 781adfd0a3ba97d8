"""Counts the calls that reached the AWS endpoints."""

from collections import Counter

from simulator.aws.call import AwsCall

Tally = dict[str, dict[str, dict[str, int]]]
"""A count by service, region and action."""


class CallCounter:
    """Every call counts, whatever became of it; those throttled are counted a second time apart."""

    def __init__(self) -> None:
        self._received: Counter[tuple[str, str, str]] = Counter()
        self._throttled: Counter[tuple[str, str, str]] = Counter()

    @property
    def total(self) -> int:
        """How many calls were received."""
        return self._received.total()

    def receive(self, call: AwsCall) -> None:
        """Count a call."""
        self._received[_key(call)] += 1

    def throttle(self, call: AwsCall) -> None:
        """Count a call that the documented limits turned away."""
        self._throttled[_key(call)] += 1

    def count(self, service: str, region: str, action: str) -> int:
        """Tell how often an action was called."""
        return self._received[service, region, action]

    def received(self) -> Tally:
        """Tally the calls received."""
        return _tally(self._received)

    def throttled(self) -> Tally:
        """Tally the calls turned away by the documented limits."""
        return _tally(self._throttled)

    def reset(self) -> None:
        """Begin again at zero."""
        self._received.clear()
        self._throttled.clear()


def _key(call: AwsCall) -> tuple[str, str, str]:
    return call.service.value, call.region, call.action


def _tally(counter: Counter[tuple[str, str, str]]) -> Tally:
    tally: Tally = {}
    for (service, region, action), count in sorted(counter.items()):
        tally.setdefault(service, {}).setdefault(region, {})[action] = count
    return tally
