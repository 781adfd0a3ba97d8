"""What EC2 said of one instance, and when that was true."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from domain.worker.worker_checks import WorkerChecks
from domain.worker.worker_status import WorkerStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class EC2StatusReading:
    """One instance of DescribeInstanceStatus (Amazon EC2 API Reference): state and status checks.

    `checks` is None where the state was learned without them.
    """

    instance_id: str
    status: WorkerStatus
    checks: WorkerChecks | None
    taken_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EC2InstanceReading:
    """One instance of DescribeInstances (Amazon EC2 API Reference): what changes rarely.

    `name` is the value of the tag `Name`, "" without one. `status_reason` is EC2's own text, "" without one.
    """

    instance_id: str
    name: str
    status: WorkerStatus
    status_reason: str
    instance_type: str
    ami_id: str
    ami_name: str | None
    private_ip: str | None
    public_ip: str | None
    launch_time: datetime | None
    taken_at: datetime
    tags: Mapping[str, str] = field(default_factory=dict)
