"""A trouble that was ordered for CML hosts."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from simulator.cml.cml_call import CmlCall
from simulator.faults.board import Board, used


class CmlFaultKind(StrEnum):
    """What goes wrong."""

    DOWN = "down"
    BLACK_HOLE = "black_hole"
    HANG = "hang"
    RESET = "reset"
    DRIP = "drip"
    TRUNCATED = "truncated"
    HUGE = "huge"
    GZIP_BOMB = "gzip_bomb"
    HTML = "html"
    GARBAGE = "garbage"
    WRONG_TYPES = "wrong_types"
    NULLS = "nulls"
    MILLION_LABS = "million_labs"
    DUPLICATE_IDS = "duplicate_ids"
    HOSTILE_TITLES = "hostile_titles"
    REDIRECT = "redirect"
    UNAUTHORIZED = "unauthorized"
    FORBIDDEN = "forbidden"
    ERROR_500 = "error500"
    ERROR_502 = "error502"
    ERROR_503 = "error503"


@dataclass(slots=True)
class CmlFault:
    """Which calls of which hosts it strikes, how often and until when; None means any, always, for ever."""

    fault_id: int
    kind: CmlFaultKind
    instance_ids: frozenset[str] = frozenset()
    """The instances whose hosts it is about; none named means all."""
    route: str | None = None
    """Method and path below /api/v0/, with `{}` for each id."""
    calls_left: int | None = None
    until: datetime | None = None
    amount: int | None = None
    """How much of it, in the kind's own measure; None takes the kind's own amount."""
    address: str | None = None
    """Where a REDIRECT sends clients."""
    lifted: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the fault is taken away, so that hanging calls go on."""

    def is_about(self, instance_id: str) -> bool:
        """Tell whether it is about the instance's host."""
        return not self.instance_ids or instance_id in self.instance_ids

    def strikes(self, call: CmlCall) -> bool:
        """Tell whether the call is one of those it is meant for."""
        return self.is_about(call.instance_id) and self.route in (None, call.route)


class CmlFaultBoard(Board[CmlFault]):
    """The first fault that fits a call strikes it."""

    def strike(self, call: CmlCall) -> CmlFault | None:
        """Find the fault that hits the call and use up one of its counts."""
        for fault in self.all():
            if fault.kind is not CmlFaultKind.DOWN and fault.strikes(call):
                return used(fault)
        return None

    def holds(self, kind: CmlFaultKind, instance_id: str) -> bool:
        """Tell whether a host is under a fault of that kind."""
        return any(fault.kind is kind and fault.is_about(instance_id) for fault in self.all())
