"""Readings and workers to begin with."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.telemetry.cloudwatch_reading import CloudWatchReading
from domain.worker.aws_scope import AwsScope
from domain.worker.cml_worker import CMLWorker
from domain.worker.ec2_readings import EC2InstanceReading, EC2StatusReading
from domain.worker.worker_checks import CheckStatus, WorkerChecks
from domain.worker.worker_status import WorkerStatus
from fakes.fake_clock import NOON

EAST = AwsScope("default", "us-east-1")
WEST = AwsScope("default", "eu-west-1")
WELL = WorkerChecks(CheckStatus.OK, CheckStatus.OK)


def instance_id_of(number: int) -> str:
    """The id of the n-th instance."""
    return f"i-{number:017x}"


def instance_reading(number: int = 1, **fields: Any) -> EC2InstanceReading:
    """What DescribeInstances says of the n-th instance."""
    known: Mapping[str, Any] = {
        "instance_id": instance_id_of(number),
        "name": f"worker-{number}",
        "status": WorkerStatus.RUNNING,
        "status_reason": "",
        "instance_type": "m5zn.metal",
        "ami_id": "ami-0001",
        "ami_name": "cml-2.9.0",
        "private_ip": "10.0.0.1",
        "public_ip": "198.51.100.1",
        "launch_time": NOON,
        "taken_at": NOON,
        "tags": {"owner": "ops"},
    }
    return EC2InstanceReading(**{**known, **fields})


def status_reading(
    status: WorkerStatus = WorkerStatus.RUNNING,
    checks: WorkerChecks | None = WELL,
    taken_at: datetime = NOON,
    number: int = 1,
) -> EC2StatusReading:
    """What DescribeInstanceStatus says of the n-th instance."""
    return EC2StatusReading(instance_id=instance_id_of(number), status=status, checks=checks, taken_at=taken_at)


def cloudwatch_reading(number: int = 1, cpu_percent: float | None = 50.0, **fields: Any) -> CloudWatchReading:
    """What CloudWatch says of the n-th instance: the CPU alone unless `fields` say more."""
    known: Mapping[str, Any] = {
        "instance_id": instance_id_of(number),
        "cpu_percent": cpu_percent,
        "network_in_bytes_per_second": None,
        "network_out_bytes_per_second": None,
        "taken_at": NOON,
    }
    return CloudWatchReading(**{**known, **fields})


def unborn_worker(number: int = 1, scope: AwsScope = EAST) -> CMLWorker:
    """The worker that the n-th instance would be."""
    return CMLWorker.unborn(CMLWorker.id_of(scope, instance_id_of(number)))


def imported_worker(number: int = 1, scope: AwsScope = EAST, **fields: Any) -> CMLWorker:
    """A worker that was imported and committed."""
    worker = unborn_worker(number, scope)
    worker.import_instance(scope, instance_reading(number, **fields))
    worker.clear_pending_events()
    return worker
