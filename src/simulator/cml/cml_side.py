"""All that decides how the hosts of a fleet answer."""

from dataclasses import dataclass, field
from datetime import datetime

from simulator.cml.call_tally import CallTally
from simulator.cml.faults.cml_fault import CmlFaultBoard, CmlFaultKind
from simulator.cml.host import CmlHost
from simulator.fleet.fleet import Fleet
from simulator.fleet.instance_state import InstanceState


@dataclass(slots=True)
class CmlSide:
    """The hosts, by port and by instance, and what shapes their answers."""

    fleet: Fleet
    faults: CmlFaultBoard
    is_secure: bool = False
    calls: CallTally = field(default_factory=CallTally)
    latency_seconds: float = 0.0
    """How long every host waits before it answers."""
    token_lifetime_seconds: float = 86_400.0
    """How long a token lasts once it was given: a day, as CML has it."""
    by_port: dict[int, CmlHost] = field(default_factory=dict)
    by_instance: dict[str, CmlHost] = field(default_factory=dict)

    @classmethod
    def build(cls, fleet: Fleet, *, is_secure: bool = False) -> "CmlSide":
        """Make hosts whose every part reads the fleet's clock."""
        return cls(fleet, CmlFaultBoard(fleet.clock), is_secure)

    def is_up(self, host: CmlHost, now: datetime) -> bool:
        """Tell whether the host takes connections."""
        is_running = host.instance.state_at(now) is InstanceState.RUNNING
        return is_running and not self.faults.holds(CmlFaultKind.DOWN, host.instance.instance_id)

    def take_in(self, host: CmlHost) -> None:
        """Add a host."""
        self.by_port[host.port] = self.by_instance[host.instance.instance_id] = host

    def forget(self, host: CmlHost) -> None:
        """Remove a host."""
        del self.by_port[host.port], self.by_instance[host.instance.instance_id]
