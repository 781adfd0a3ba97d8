"""The documented limits: Amazon EC2 Developer Guide, "Request throttling"; CloudWatch User Guide, "Quotas"."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from simulator.aws.call import AwsCall, Service
from simulator.limits.token_bucket import Rate

READS: Final = Rate(burst=100, per_second=20)
UNFILTERED_READS: Final = Rate(burst=50, per_second=10)
OTHER_CHANGES: Final = Rate(burst=50, per_second=5)
METRIC_READS: Final = Rate(burst=50, per_second=50)

CHANGES: Final[Mapping[str, Rate]] = MappingProxyType(
    {
        "RunInstances": Rate(burst=5, per_second=2),
        "StartInstances": Rate(burst=5, per_second=2),
        "TerminateInstances": Rate(burst=100, per_second=5),
        "CreateTags": Rate(burst=100, per_second=10),
    }
)
"""Those that differ from the other changes."""
CHANGED_INSTANCES: Final[Mapping[str, Rate]] = MappingProxyType(
    {
        "RunInstances": Rate(burst=1000, per_second=2),
        "StartInstances": Rate(burst=1000, per_second=2),
        "StopInstances": Rate(burst=1000, per_second=20),
        "TerminateInstances": Rate(burst=1000, per_second=20),
    }
)
"""The resource buckets, out of which an action pays for each of its instances."""
CHEAPER_WHEN_FILTERED: Final = frozenset({"DescribeInstances", "DescribeInstanceStatus"})


@dataclass(frozen=True, slots=True)
class Charge:
    """How many tokens a call costs from which bucket; a bucket belongs to one region."""

    bucket: str
    rate: Rate
    tokens: int = 1


def charges_of(call: AwsCall) -> list[Charge]:
    """Tell what a call costs; it is admitted if every charge can be paid. Raises ServiceError."""
    if call.service is Service.CLOUDWATCH:
        return [Charge(call.action, METRIC_READS)]
    if call.action.startswith("Describe"):
        return [_charge_of_read(call)]
    requests = Charge(call.action, CHANGES.get(call.action, OTHER_CHANGES))
    if call.action not in CHANGED_INSTANCES:
        return [requests]
    return [requests, Charge(f"{call.action} instances", CHANGED_INSTANCES[call.action], _instances_of(call))]


def _charge_of_read(call: AwsCall) -> Charge:
    if call.action in CHEAPER_WHEN_FILTERED and not _is_narrowed(call):
        return Charge(f"{call.action} unfiltered", UNFILTERED_READS)
    return Charge(call.action, READS)


def _is_narrowed(call: AwsCall) -> bool:
    return any(name.startswith(("Filter.", "InstanceId.", "MaxResults")) for name in call.form.values)


def _instances_of(call: AwsCall) -> int:
    """Count the instances that a change is about; what makes no sense costs nothing and is refused later."""
    named = len(call.form.texts("InstanceId"))
    return max(call.form.number("MaxCount") or 0, 0) if call.action == "RunInstances" else named
