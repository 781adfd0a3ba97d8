"""The faults of AWS that are in force."""

from dataclasses import replace

from simulator.aws.call import AwsCall
from simulator.faults.board import Board, used
from simulator.faults.distortions import DISTORTIONS
from simulator.faults.fault import Fault


class FaultBoard(Board[Fault]):
    """The first fault that fits a call strikes it; distortions add up."""

    def strike(self, call: AwsCall) -> Fault | None:
        """Find the fault that hits the call and use up one of its counts."""
        for fault in self.all():
            if fault.strikes(call) and fault.kind not in DISTORTIONS:
                return used(fault)
        return None

    def distorted(self, call: AwsCall) -> AwsCall:
        """Tell the call how its answer is to differ from the truth, and use up a count of each fault in it."""
        distortion = call.distortion
        for fault in self.all():
            if fault.strikes(call) and fault.kind in DISTORTIONS:
                distortion = DISTORTIONS[fault.kind](distortion, used(fault))
        return replace(call, distortion=distortion)
