"""CMLWorker: decides what of a reading is news."""

from datetime import datetime, timedelta
from typing import Self
from uuid import UUID, uuid5

from domain.errors import ConflictError
from domain.telemetry.metrics_source import OF_RUNNING_WORKERS, MetricsSource
from domain.telemetry.source_failure import SourceFailure
from domain.worker import worker_events as events
from domain.worker.aws_scope import AwsScope
from domain.worker.changed_details import changed_details
from domain.worker.check_words import sentence_of
from domain.worker.cml_worker_state import CMLWorkerState
from domain.worker.ec2_readings import EC2InstanceReading, EC2StatusReading
from domain.worker.licensed_worker import LicensedWorker
from domain.worker.reason_words import words_for
from domain.worker.worker_status import WorkerStatus

WORKER_NAMESPACE = UUID("6a0d3c0e-6b1f-5d0a-9b57-0c9d5f1c7e11")
INSTANCE_NOT_FOUND = "instance_not_found"
ABSENCE_CONFIRMED_AFTER = timedelta(seconds=60)


class CMLWorker(LicensedWorker):
    """One EC2 instance that runs one CML controller.

    The `record_...` methods take what a source said; they raise an event for each difference and none where
    nothing changed. Telemetry goes last, because it is logged after the states it belongs to.
    """

    @staticmethod
    def id_of(scope: AwsScope, instance_id: str) -> str:
        """The id of the worker on an instance: the same in every process, so that it is imported only once."""
        return str(uuid5(WORKER_NAMESPACE, f"{scope.account}/{scope.region}/{instance_id}"))

    @classmethod
    def unborn(cls, worker_id: str) -> Self:
        """A worker to whom nothing has happened yet."""
        return cls.from_state(CMLWorkerState(id=worker_id))

    @property
    def in_fleet(self) -> bool:
        """Whether the worker was imported and not removed since."""
        return self.state.state_version > 0 and not self.state.removed

    @property
    def is_new(self) -> bool:
        """Whether nothing has happened to it yet; who was removed is known."""
        return self.state.state_version == 0

    def discover(self, scope: AwsScope, reading: EC2InstanceReading) -> None:
        """Make an instance that the service found a worker; ConflictError for one that is or was a worker.

        Whoever removed a worker wanted it out: only a person brings it back.
        """
        if not self.is_new:
            raise ConflictError(f"instance {reading.instance_id} is known as worker {self.aggregate_id}")
        self.import_instance(scope, reading)
        self.raise_event(
            events.WorkerDiscoveredDomainEvent,
            reading.taken_at,
            name=reading.name or reading.instance_id,
            account=scope.account,
            region=scope.region,
            instance_id=reading.instance_id,
        )

    def import_instance(self, scope: AwsScope, reading: EC2InstanceReading) -> None:
        """Make the instance a worker of the fleet; ConflictError when it is one already."""
        if self.in_fleet:
            raise ConflictError(f"instance {reading.instance_id} is already worker {self.aggregate_id}")
        self.raise_event(
            events.WorkerImportedDomainEvent,
            reading.taken_at,
            name=reading.name or reading.instance_id,
            account=scope.account,
            region=scope.region,
            instance_id=reading.instance_id,
            instance_type=reading.instance_type,
            ami_id=reading.ami_id,
            ami_name=reading.ami_name,
            private_ip=reading.private_ip,
            public_ip=reading.public_ip,
            launch_time=reading.launch_time,
            tags=dict(reading.tags),
            status=reading.status,
            status_reason=reading.status_reason,
        )

    def remove(self, at: datetime) -> None:
        """Leave the fleet; the instance is not touched. Who has left it cannot leave it again."""
        if not self.in_fleet:
            return
        state = self.state
        self.raise_event(
            events.WorkerRemovedDomainEvent,
            at,
            name=state.name,
            account=state.account,
            region=state.region,
            instance_id=state.instance_id,
        )

    def record_ec2(self, reading: EC2StatusReading, details: EC2InstanceReading | None) -> None:
        """Take EC2's state and checks, and the details where DescribeInstances was asked for them.

        A reading from before the last news of EC2 was overtaken on its way: it would only undo what is known.
        """
        at = reading.taken_at
        if at < self.state.ec2_told_at:
            return
        self.record_recovery(MetricsSource.EC2, at)
        self._record_status(reading.status, details.status_reason if details else "", at)
        if reading.checks is not None and reading.checks != self.state.checks:
            self.raise_event(
                events.WorkerChecksChangedDomainEvent,
                at,
                old_checks=self.state.checks,
                new_checks=reading.checks,
                message=sentence_of(reading.checks),
            )
        if details:
            self._record_details(details)

    def record_ec2_absence(self, at: datetime) -> None:
        """EC2 does not know the instance. Only a second look, a minute later or more, makes that the end."""
        failing = self.state.failing.get(MetricsSource.EC2)
        if failing is None or failing.code != INSTANCE_NOT_FOUND:
            message = f"EC2 does not list instance {self.state.instance_id}; if that stays so, it was terminated"
            failure = SourceFailure(source=MetricsSource.EC2, code=INSTANCE_NOT_FOUND, message=message, at=at)
            self.record_failure(failure)
        elif at - failing.since >= ABSENCE_CONFIRMED_AFTER:
            self._record_status(WorkerStatus.TERMINATED, "EC2 no longer knows the instance", at)

    def _record_status(self, status: WorkerStatus, reason: str, at: datetime) -> None:
        old, old_service = self.state.status, self.state.service
        if status is old:
            return
        self.raise_event(
            events.WorkerStatusChangedDomainEvent,
            at,
            old_status=old,
            new_status=status,
            status_reason=reason,
            expected=old.may_become(status),
            message=words_for(reason),
        )
        self._tell_service_follows(old_service, at)
        if status is not WorkerStatus.RUNNING:
            for source in OF_RUNNING_WORKERS:
                self.record_recovery(source, at)
        if status is WorkerStatus.TERMINATED:
            self.record_recovery(MetricsSource.EC2, at)
            self.raise_event(events.WorkerTerminatedDomainEvent, at, status_reason=reason)

    def _record_details(self, reading: EC2InstanceReading) -> None:
        state, at = self.state, reading.taken_at
        old, new = changed_details(state, reading)
        if new:
            self.raise_event(events.WorkerDetailsChangedDomainEvent, at, old_details=old, new_details=new)
        self.tell_endpoint(at, reading.private_ip, reading.public_ip, state.https_endpoint)
        if reading.tags != state.tags:
            self.raise_event(
                events.WorkerTagsChangedDomainEvent,
                at,
                old_tags=dict(state.tags),
                new_tags=dict(reading.tags),
            )
