"""A trouble that was ordered."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from simulator.aws.call import AwsCall, Service


class FaultKind(StrEnum):
    """What goes wrong."""

    THROTTLE = "throttle"
    ERROR_500 = "error500"
    ERROR_503 = "error503"
    HANG = "hang"
    RESET = "reset"
    GARBAGE = "garbage"
    TRUNCATED = "truncated"
    WRONG_TYPES = "wrong_types"
    HUGE = "huge"
    UNAUTHORIZED = "unauthorized"
    EXPIRED_TOKEN = "expired_token"  # noqa: S105 - the name of a trouble, not a password
    INVALID_TOKEN = "invalid_token"  # noqa: S105 - the same
    MISSING_INSTANCE = "missing_instance"
    PARTIAL_PAGE = "partial_page"
    INSUFFICIENT_CAPACITY = "insufficient_capacity"
    LATE_POINTS = "late_points"
    DUPLICATE_POINTS = "duplicate_points"
    NAN_POINTS = "nan_points"


@dataclass(slots=True)
class Fault:
    """Which calls it strikes, how often and until when; None means any, always, for ever."""

    fault_id: int
    kind: FaultKind
    service: Service
    region: str | None = None
    action: str | None = None
    calls_left: int | None = None
    until: datetime | None = None
    instance_ids: frozenset[str] = frozenset()
    """The instances that are left out of answers, when the kind is MISSING_INSTANCE."""
    amount: int | None = None
    """How much of it, in the kind's own measure; None takes the kind's own amount."""
    lifted: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the fault is taken away, so that hanging calls go on."""

    def strikes(self, call: AwsCall) -> bool:
        """Tell whether the call is one of those it is meant for."""
        is_region = self.region in (None, call.region)
        is_action = self.action in (None, call.action)
        return self.service is call.service and is_region and is_action
