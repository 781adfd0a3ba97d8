"""Ordered troubles of one kind, in the order in which they came."""

import asyncio
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from simulator.fleet.clock import Clock


class Trouble(Protocol):
    """What was ordered: how often and until when; None means always, for ever."""

    fault_id: int
    calls_left: int | None
    until: datetime | None
    lifted: asyncio.Event


Ordered = TypeVar("Ordered", bound=Trouble)


class Board(Generic[Ordered]):
    """Keeps what is in force."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._faults: list[Ordered] = []
        self._last_id = 0

    def all(self) -> list[Ordered]:
        """List the faults that are in force."""
        if not self._faults:
            return []
        now = self._clock()
        return [fault for fault in self._faults if not is_over_at(fault, now)]

    def next_id(self) -> int:
        """Number a new fault."""
        self._last_id += 1
        return self._last_id

    def add(self, fault: Ordered) -> None:
        """Put a fault in force."""
        self._faults.append(fault)

    def lift(self, fault_id: int | None = None) -> int:
        """Take one fault away, or all, and let the calls that hang on them go on; tell how many there were."""
        lifted = [fault for fault in self._faults if fault_id in (None, fault.fault_id)]
        self._faults = [fault for fault in self._faults if fault not in lifted]
        for fault in lifted:
            fault.lifted.set()
        return len(lifted)

    async def outlast(self, fault: Ordered) -> None:
        """Wait until the fault is lifted or its time is over; a client that leaves cancels this."""
        remaining_seconds = None if fault.until is None else (fault.until - self._clock()).total_seconds()
        try:
            await asyncio.wait_for(fault.lifted.wait(), remaining_seconds)
        except TimeoutError:
            return


def is_over_at(fault: Trouble, now: datetime) -> bool:
    """Tell whether it strikes no more."""
    return fault.calls_left == 0 or (fault.until is not None and now >= fault.until)


def used(fault: Ordered) -> Ordered:
    """Use up one of its counts."""
    if fault.calls_left is not None:
        fault.calls_left -= 1
    return fault
