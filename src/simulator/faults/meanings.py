"""What the kinds of faults mean, for people and for whoever orders them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from simulator.aws.call import Service
from simulator.faults.fault import FaultKind

MEANINGS: Final[Mapping[FaultKind, str]] = MappingProxyType(
    {
        FaultKind.THROTTLE: "too many requests: RequestLimitExceeded of EC2, Throttling of CloudWatch",
        FaultKind.ERROR_500: "an internal error, HTTP 500",
        FaultKind.ERROR_503: "the service is not available, HTTP 503",
        FaultKind.HANG: "no answer until the fault is over",
        FaultKind.RESET: "the connection is reset without an answer",
        FaultKind.GARBAGE: "an answer that is neither XML nor JSON",
        FaultKind.TRUNCATED: "an answer that breaks off halfway",
        FaultKind.WRONG_TYPES: "an answer with words where numbers and times belong",
        FaultKind.HUGE: "an answer of so many megabytes (amount, or 14)",
        FaultKind.UNAUTHORIZED: "the permission for the action is missing",
        FaultKind.EXPIRED_TOKEN: "the credentials have expired",
        FaultKind.INVALID_TOKEN: "the credentials are not known",
        FaultKind.MISSING_INSTANCE: "the named instances are left out of answers and not found",
        FaultKind.PARTIAL_PAGE: "pages hold at most so many instances (amount, or 1), and none is lost",
        FaultKind.INSUFFICIENT_CAPACITY: "there is room for only so many instances more (amount, or 0)",
        FaultKind.LATE_POINTS: "CloudWatch's points come so many seconds late (amount, or 900)",
        FaultKind.DUPLICATE_POINTS: "CloudWatch tells every point twice",
        FaultKind.NAN_POINTS: "CloudWatch's values are not a number",
    }
)
"""What each kind means, for people."""

OF_ONE_SERVICE: Final[Mapping[FaultKind, Service]] = MappingProxyType(
    {
        FaultKind.PARTIAL_PAGE: Service.EC2,
        FaultKind.INSUFFICIENT_CAPACITY: Service.EC2,
        FaultKind.LATE_POINTS: Service.CLOUDWATCH,
        FaultKind.DUPLICATE_POINTS: Service.CLOUDWATCH,
        FaultKind.NAN_POINTS: Service.CLOUDWATCH,
    }
)
"""The kinds that make sense for one service only."""
