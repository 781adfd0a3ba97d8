"""Counts the calls that reached the hosts."""

from collections import Counter

from simulator.cml.cml_call import CmlCall


class CallTally:
    """Every call counts, whatever became of it."""

    def __init__(self) -> None:
        self._received: Counter[CmlCall] = Counter()

    @property
    def total(self) -> int:
        """How many calls were received."""
        return self._received.total()

    def receive(self, call: CmlCall) -> None:
        """Count a call."""
        self._received[call] += 1

    def count(self, instance_id: str | None = None, route: str | None = None) -> int:
        """Tell how often a route of a host was called; None counts all of them."""
        return sum(
            number
            for call, number in self._received.items()
            if instance_id in (None, call.instance_id) and route in (None, call.route)
        )

    def by_host(self) -> dict[str, dict[str, int]]:
        """Tally by instance and route."""
        tally: dict[str, dict[str, int]] = {}
        for call, number in sorted(self._received.items()):
            tally.setdefault(call.instance_id, {})[call.route] = number
        return tally

    def reset(self) -> None:
        """Begin again at zero."""
        self._received.clear()
