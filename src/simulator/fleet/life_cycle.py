"""An instance's life as dated states, so that its state is computed from the clock and never by a task."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final, NamedTuple

from simulator.fleet.instance_state import InstanceState

REMEMBERED_ENTRIES: Final = 64
FAR_FUTURE_SECOND: Final = 2**40


@dataclass(frozen=True, slots=True)
class Delays:
    """How long, in seconds, an instance stays in each passing state."""

    pending_seconds: float = 0.0
    stopping_seconds: float = 0.0
    shutting_down_seconds: float = 0.0
    initializing_seconds: float = 0.0
    """How long the status checks say `initializing` once the instance runs."""
    cml_booting_seconds: float = 0.0
    """How long CML's web server answers 502 once the instance runs."""


class Entry(NamedTuple):
    """From `at` on the instance is in `state`, until the next entry."""

    at: datetime
    state: InstanceState


@dataclass(slots=True)
class LifeCycle:
    """What the instance was, is and is about to be."""

    entries: list[Entry] = field(default_factory=list)

    def entry_at(self, now: datetime) -> Entry:
        """Find the latest entry that has come true; before the first one, the first."""
        for entry in reversed(self.entries):
            if entry.at <= now:
                return entry
        return self.entries[0]

    def state_at(self, now: datetime) -> InstanceState:
        """Tell the state at that time."""
        return self.entry_at(now).state

    def running_spans(self) -> Iterator[tuple[int, int]]:
        """Give the first second of each time it ran and the second at which that ended."""
        for entry, following in pairwise([*self.entries, None]):
            if entry is not None and entry.state is InstanceState.RUNNING:
                ends = FAR_FUTURE_SECOND if following is None else int(following.at.timestamp())
                yield int(entry.at.timestamp()), ends

    def start(self, now: datetime, delays: Delays) -> bool:
        """Begin to start; False unless stopped."""
        if self.state_at(now) is not InstanceState.STOPPED:
            return False
        self._pass_through(InstanceState.PENDING, InstanceState.RUNNING, now, delays.pending_seconds)
        return True

    def stop(self, now: datetime, delays: Delays) -> bool:
        """Begin to stop; False unless running."""
        if self.state_at(now) is not InstanceState.RUNNING:
            return False
        self._pass_through(InstanceState.STOPPING, InstanceState.STOPPED, now, delays.stopping_seconds)
        return True

    def terminate(self, now: datetime, delays: Delays) -> bool:
        """Begin to end, from any state; False when the end has already begun."""
        if self.state_at(now).is_ended:
            return False
        seconds = delays.shutting_down_seconds
        self._pass_through(InstanceState.SHUTTING_DOWN, InstanceState.TERMINATED, now, seconds)
        return True

    def _pass_through(self, passing: InstanceState, lasting: InstanceState, now: datetime, seconds: float) -> None:
        past = [entry for entry in self.entries if entry.at <= now] or self.entries[:1]
        coming = [Entry(now, passing), Entry(now + timedelta(seconds=seconds), lasting)]
        self.entries = [*past, *coming][-REMEMBERED_ENTRIES:]
