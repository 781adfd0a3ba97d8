"""CreatedWorker: a worker whose instance is launched by the service itself."""

from datetime import datetime
from typing import Self

from domain.aggregate import FleetAggregate
from domain.errors import ConflictError
from domain.worker import provisioning_events as events
from domain.worker.aws_scope import AwsScope
from domain.worker.cml_worker_state import CMLWorkerState
from domain.worker.ec2_readings import EC2InstanceReading
from domain.worker.launch_spec import LaunchSpec


class CreatedWorker(FleetAggregate[CMLWorkerState]):
    """The part of a worker that is its making. Until EC2 has launched the instance it has no instance id."""

    @classmethod
    def create(
        cls, worker_id: str, at: datetime, *, name: str, scope: AwsScope, template: str, spec: LaunchSpec, by: str
    ) -> Self:
        """Plan a worker; `by` asked for it."""
        worker = cls.from_state(CMLWorkerState(id=worker_id))
        worker.raise_event(
            events.WorkerCreatedDomainEvent,
            at,
            name=name,
            account=scope.account,
            region=scope.region,
            template=template,
            requested_by=by,
            spec=spec,
        )
        return worker

    @property
    def to_be_launched(self) -> LaunchSpec | None:
        """What EC2 is still to launch; None where it has had its say, or nobody asked for it."""
        return self.state.provisioning.spec if self.state.provisioning else None

    def record_launch(self, reading: EC2InstanceReading) -> None:
        """Take the instance that EC2 has launched for it; told again, nothing changes."""
        if self.to_be_launched is None:
            return
        self.raise_event(
            events.WorkerLaunchedDomainEvent,
            reading.taken_at,
            instance_id=reading.instance_id,
            instance_type=reading.instance_type,
            ami_id=reading.ami_id,
            ami_name=reading.ami_name,
            private_ip=reading.private_ip,
            public_ip=reading.public_ip,
            launch_time=reading.launch_time,
            tags=dict(reading.tags),
            status=reading.status,
        )

    def fail_launch(self, code: str, message: str, at: datetime) -> None:
        """EC2 does not launch it, in its own words. ConflictError where it has launched it."""
        if self.to_be_launched is None:
            raise ConflictError("the worker has its instance")
        self.raise_event(events.WorkerProvisioningFailedDomainEvent, at, code=code, message=message)
