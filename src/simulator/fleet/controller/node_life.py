"""A node's life as dated states, so that time alone boots it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

REMEMBERED_STEPS: Final = 8


class NodeState(StrEnum):
    """Where a node is in its life (CML API, NodeStates)."""

    DEFINED_ON_CORE = "DEFINED_ON_CORE"
    STOPPED = "STOPPED"
    QUEUED = "QUEUED"
    STARTED = "STARTED"
    BOOTED = "BOOTED"

    @property
    def is_active(self) -> bool:
        """Whether it runs or is about to."""
        return self in (NodeState.QUEUED, NodeState.STARTED, NodeState.BOOTED)


@dataclass(frozen=True, slots=True)
class NodeDelays:
    """How long, in seconds, a node takes for each step."""

    queued_seconds: float = 0.0
    booting_seconds: float = 0.0
    """The usual time; each kind of node takes a multiple of it."""
    stopping_seconds: float = 0.0


class Step(NamedTuple):
    """From `at` on the node is in `state`, until the next step."""

    at: datetime
    state: NodeState


@dataclass(slots=True)
class NodeLife:
    """What the node was, is and is about to be; the first step is the oldest known."""

    steps: tuple[Step, ...]

    @classmethod
    def begun(cls, at: datetime) -> "NodeLife":
        """Begin as a node that has never run."""
        return cls((Step(at, NodeState.DEFINED_ON_CORE),))

    def state_at(self, now: datetime) -> NodeState:
        """Tell the state at that time; before the first step, the first."""
        for step in reversed(self.steps):
            if step.at <= now:
                return step.state
        return self.steps[0].state

    def last_step_at(self) -> datetime:
        """Tell when all that has been ordered will have come true."""
        return self.steps[-1].at

    def start(self, now: datetime, queued_seconds: float, booting_seconds: float) -> list[Step]:
        """Queue, start and boot; returns the steps to come."""
        started_at = now + timedelta(seconds=queued_seconds)
        booted_at = started_at + timedelta(seconds=booting_seconds)
        coming = [
            Step(now, NodeState.QUEUED),
            Step(started_at, NodeState.STARTED),
            Step(booted_at, NodeState.BOOTED),
        ]
        return self._go_on(now, coming)

    def stop(self, now: datetime, seconds: float) -> list[Step]:
        """Stay what it is until it is stopped; what was to come does not come."""
        return self._go_on(
            now, [Step(now, self.state_at(now)), Step(now + timedelta(seconds=seconds), NodeState.STOPPED)]
        )

    def wipe(self, now: datetime) -> list[Step]:
        """Forget its disks at once."""
        return self._go_on(now, [Step(now, NodeState.DEFINED_ON_CORE)])

    def _go_on(self, now: datetime, coming: list[Step]) -> list[Step]:
        past = [step for step in self.steps if step.at <= now]
        self.steps = tuple([*past, *coming][-REMEMBERED_STEPS:])
        return coming
