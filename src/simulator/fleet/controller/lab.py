"""A lab: a topology of nodes that are started, stopped and wiped together."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from simulator.fleet.controller.lab_node import LabNode, Link
from simulator.fleet.controller.node_life import NodeDelays, NodeState, Step
from simulator.fleet.controller.user import User

NodeStep = tuple[LabNode, Step]


class LabState(StrEnum):
    """Where a lab is in its life (CML API, States)."""

    DEFINED_ON_CORE = "DEFINED_ON_CORE"
    STOPPED = "STOPPED"
    STARTED = "STARTED"


class LabRefusedError(Exception):
    """The lab is in a state in which the wanted change is not allowed."""


@dataclass(slots=True)
class Lab:
    """A lab of one owner."""

    lab_id: str
    title: str
    description: str
    notes: str
    owner: User
    created_at: datetime
    modified_at: datetime
    nodes: dict[str, LabNode]
    links: tuple[Link, ...]

    def state_at(self, now: datetime) -> LabState:
        """Tell the state, which follows from those of the nodes."""
        states = {node.state_at(now) for node in self.nodes.values()}
        if any(state.is_active for state in states):
            return LabState.STARTED
        return LabState.STOPPED if NodeState.STOPPED in states else LabState.DEFINED_ON_CORE

    def has_converged_at(self, now: datetime) -> bool:
        """Tell whether all that was ordered has come true."""
        return all(node.life.last_step_at() <= now for node in self.nodes.values())

    def start(self, now: datetime, delays: NodeDelays) -> list[NodeStep]:
        """Start every node that does not run; returns the steps to come."""
        return [(node, step) for node in self.nodes.values() for step in node.start(now, delays)]

    def stop(self, now: datetime, seconds: float) -> list[NodeStep]:
        """Stop every node that runs; returns the steps to come."""
        return [(node, step) for node in self.nodes.values() for step in node.stop(now, seconds)]

    def wipe(self, now: datetime) -> list[NodeStep]:
        """Wipe every stopped node. Raises LabRefusedError while one runs."""
        if self.state_at(now) is LabState.STARTED:
            raise LabRefusedError(f"Lab {self.lab_id} is running and cannot be wiped.")
        return [(node, step) for node in self.nodes.values() for step in node.wipe(now)]

    def require_removable(self, now: datetime) -> None:
        """Raise LabRefusedError unless it is stopped and wiped."""
        if self.state_at(now) is not LabState.DEFINED_ON_CORE:
            raise LabRefusedError(f"Lab {self.lab_id} must be stopped and wiped before it can be deleted.")

    def active_at(self, now: datetime) -> Iterator[LabNode]:
        """Give the nodes that run or are about to."""
        return (node for node in self.nodes.values() if node.state_at(now).is_active)
