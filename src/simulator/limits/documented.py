"""The documented limits: Amazon EC2 Developer Guide, "Request throttling"; CloudWatch User Guide, "Quotas"."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from simulator.aws.call import AwsCall, Service
from simulator.limits.token_bucket import Rate

READS: Final = Rate(burst=100, per_second=20)
UNFILTERED_READS: Final = Rate(burst=50, per_second=10)
METRIC_READS: Final = Rate(burst=50, per_second=50)

CHANGES: Final[Mapping[str, Rate]] = MappingProxyType(
    {"StartInstances": Rate(burst=5, per_second=2), "StopInstances": Rate(burst=50, per_second=5)}
)
CHANGED_INSTANCES: Final[Mapping[str, Rate]] = MappingProxyType(
    {"StartInstances": Rate(burst=1000, per_second=2), "StopInstances": Rate(burst=1000, per_second=20)}
)
CHEAPER_WHEN_FILTERED: Final = frozenset({"DescribeInstances", "DescribeInstanceStatus"})


@dataclass(frozen=True, slots=True)
class Charge:
    """How many tokens a call costs from which bucket; a bucket belongs to one region."""

    bucket: str
    rate: Rate
    tokens: int = 1


def charges_of(call: AwsCall) -> list[Charge]:
    """Tell what a call costs; it is admitted if every charge can be paid."""
    if call.service is Service.CLOUDWATCH:
        return [Charge(call.action, METRIC_READS)]
    if call.action in CHANGES:
        instances = len(call.form.texts("InstanceId"))
        return [
            Charge(call.action, CHANGES[call.action]),
            Charge(f"{call.action} instances", CHANGED_INSTANCES[call.action], instances),
        ]
    if call.action in CHEAPER_WHEN_FILTERED and not _is_narrowed(call):
        return [Charge(f"{call.action} unfiltered", UNFILTERED_READS)]
    return [Charge(call.action, READS)]


def _is_narrowed(call: AwsCall) -> bool:
    return any(name.startswith(("Filter.", "InstanceId.", "MaxResults")) for name in call.form.values)
