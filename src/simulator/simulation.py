"""Everything one simulator is made of, wired together."""

from dataclasses import dataclass, field

from simulator.aws.call import Service
from simulator.calls import CallCounter
from simulator.faults.fault_board import FaultBoard
from simulator.fleet.clock import Clock, utc_now
from simulator.fleet.fleet import Fleet
from simulator.fleet.plan import FleetPlan
from simulator.limits.limiter import Limiter


@dataclass(slots=True)
class Simulation:
    """The fleet and all that shapes how it is served."""

    fleet: Fleet
    faults: FaultBoard
    limiter: Limiter
    calls: CallCounter = field(default_factory=CallCounter)
    latency_seconds: dict[Service, float] = field(default_factory=lambda: dict.fromkeys(Service, 0.0))
    """How long each service waits before it answers."""

    @classmethod
    def build(cls, plan: FleetPlan, *, clock: Clock = utc_now, throttling: bool = True) -> "Simulation":
        """Make a simulation whose every part reads the same clock."""
        return cls(Fleet(plan, clock), FaultBoard(clock), Limiter(clock, enabled=throttling))
