"""The faults that leave an answer looking sound: what each of them changes about it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from simulator.aws.distortion import Distortion
from simulator.faults.fault import Fault, FaultKind

Distort = Callable[[Distortion, Fault], Distortion]

DISTORTIONS: Final[Mapping[FaultKind, Distort]] = MappingProxyType(
    {
        FaultKind.MISSING_INSTANCE: lambda so_far, fault: replace(so_far, hidden=so_far.hidden | fault.instance_ids),
        FaultKind.PARTIAL_PAGE: lambda so_far, fault: replace(so_far, most_on_page=_amount(fault, 1)),
        FaultKind.INSUFFICIENT_CAPACITY: lambda so_far, fault: replace(so_far, room=_amount(fault, 0)),
        FaultKind.LATE_POINTS: lambda so_far, fault: replace(so_far, points_late_seconds=_amount(fault, 900)),
        FaultKind.DUPLICATE_POINTS: lambda so_far, _fault: replace(so_far, doubles_points=True),
        FaultKind.NAN_POINTS: lambda so_far, _fault: replace(so_far, spoils_points=True),
    }
)


def _amount(fault: Fault, usual: int) -> int:
    return usual if fault.amount is None else fault.amount
