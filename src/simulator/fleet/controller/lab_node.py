"""The parts of a lab: nodes, their interfaces, and the links between those."""

from dataclasses import dataclass
from datetime import datetime

from simulator.fleet.controller.node_definition import NodeDefinition
from simulator.fleet.controller.node_life import NodeDelays, NodeLife, NodeState, Step


@dataclass(frozen=True, slots=True)
class Interface:
    """Where a link can be attached to a node."""

    interface_id: str
    label: str
    slot: int | None
    is_loopback: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A cable between two interfaces."""

    link_id: str
    label: str
    node_a: str
    interface_a: str
    node_b: str
    interface_b: str


@dataclass(slots=True)
class LabNode:
    """A virtual machine, container or switch in a lab."""

    node_id: str
    label: str
    definition: NodeDefinition
    x: int
    y: int
    configuration: str
    tags: tuple[str, ...]
    interfaces: tuple[Interface, ...]
    life: NodeLife
    ram_mib: int
    cpus: int

    def state_at(self, now: datetime) -> NodeState:
        """Tell the state at that time."""
        return self.life.state_at(now)

    def start(self, now: datetime, delays: NodeDelays) -> list[Step]:
        """Begin to boot unless it runs; returns the steps to come."""
        if self.state_at(now).is_active:
            return []
        return self.life.start(now, delays.queued_seconds, delays.booting_seconds * self.definition.boots)

    def stop(self, now: datetime, seconds: float) -> list[Step]:
        """Begin to stop if it runs; returns the steps to come."""
        return self.life.stop(now, seconds) if self.state_at(now).is_active else []

    def wipe(self, now: datetime) -> list[Step]:
        """Forget its disks, if it has any; returns the step."""
        return self.life.wipe(now) if self.state_at(now) is NodeState.STOPPED else []

    def cores_at(self, now: datetime) -> float:
        """Tell how many cores of the host it uses."""
        state = self.state_at(now)
        if state is NodeState.BOOTED:
            return self.definition.busy_cores
        return self.definition.booting_cores if state is NodeState.STARTED else 0.0
