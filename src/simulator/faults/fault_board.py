"""The faults that are in force."""

from dataclasses import replace

from simulator.aws.call import AwsCall
from simulator.faults.distortions import DISTORTIONS
from simulator.faults.fault import Fault
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
            if fault.strikes(call) and fault.kind not in DISTORTIONS:
                return _used(fault)
        return None

    def distorted(self, call: AwsCall) -> AwsCall:
        """Tell the call how its answer is to differ from the truth, and use up a count of each fault in it."""
        distortion = call.distortion
        for fault in self.all():
            if fault.strikes(call) and fault.kind in DISTORTIONS:
                distortion = DISTORTIONS[fault.kind](distortion, _used(fault))
        return replace(call, distortion=distortion)


def _used(fault: Fault) -> Fault:
    if fault.calls_left is not None:
        fault.calls_left -= 1
    return fault
