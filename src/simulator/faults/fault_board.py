"""The faults that are in force."""

from dataclasses import replace

from simulator.aws.call import AwsCall
from simulator.faults.fault import Fault, FaultKind
from simulator.fleet.clock import Clock


class FaultBoard:
    """Keeps the faults in the order in which they came; the first that fits a call strikes it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._faults: list[Fault] = []
        self._last_id = 0

    def all(self) -> list[Fault]:
        """List the faults that are in force."""
        now = self._clock()
        return [fault for fault in self._faults if not fault.is_over_at(now)]

    def next_id(self) -> int:
        """Number a new fault."""
        self._last_id += 1
        return self._last_id

    def add(self, fault: Fault) -> None:
        """Put a fault in force."""
        self._faults.append(fault)

    def lift(self, fault_id: int | None = None) -> int:
        """Take one fault away, or all, and let the calls that hang on them go on; tell how many there were."""
        lifted = [fault for fault in self._faults if fault_id in (None, fault.fault_id)]
        self._faults = [fault for fault in self._faults if fault not in lifted]
        for fault in lifted:
            fault.lifted.set()
        return len(lifted)

    def strike(self, call: AwsCall) -> Fault | None:
        """Find the fault that hits the call and use up one of its counts."""
        for fault in self.all():
            if fault.strikes(call) and fault.kind is not FaultKind.MISSING_INSTANCE:
                return _used(fault)
        return None

    def blinded(self, call: AwsCall) -> AwsCall:
        """Hide from the call the instances that are to be missing from its answer."""
        hidden: frozenset[str] = frozenset()
        for fault in self.all():
            if fault.strikes(call) and fault.kind is FaultKind.MISSING_INSTANCE:
                hidden |= _used(fault).instance_ids
        return replace(call, hidden=hidden) if hidden else call


def _used(fault: Fault) -> Fault:
    if fault.calls_left is not None:
        fault.calls_left -= 1
    return fault
