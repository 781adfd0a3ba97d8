"""All that decides how the hosts of a fleet answer."""

from dataclasses import dataclass, field

from simulator.cml.call_tally import CallTally
from simulator.cml.host import CmlHost
from simulator.fleet.fleet import Fleet


@dataclass(slots=True)
class CmlSide:
    """The hosts, by port and by instance, and what shapes their answers."""

    fleet: Fleet
    is_secure: bool = False
    calls: CallTally = field(default_factory=CallTally)
    latency_seconds: float = 0.0
    """How long every host waits before it answers."""
    by_port: dict[int, CmlHost] = field(default_factory=dict)
    by_instance: dict[str, CmlHost] = field(default_factory=dict)

    def take_in(self, host: CmlHost) -> None:
        """Add a host."""
        self.by_port[host.port] = self.by_instance[host.instance.instance_id] = host
