"""MeasuredWorker: what a worker's sources say of its figures and of its controller, and that they cannot be read."""

from datetime import datetime, timedelta

from domain.cml.cml_health_reading import CMLHealthReading
from domain.cml.cml_system_reading import CMLSystemReading
from domain.telemetry.cloudwatch_reading import CloudWatchReading
from domain.telemetry.metrics_source import OF_RUNNING_WORKERS, MetricsSource
from domain.telemetry.source_failure import SourceFailure
from domain.telemetry.worker_telemetry import TelemetryThreshold
from domain.worker import worker_events as events
from domain.worker.created_worker import CreatedWorker
from domain.worker.license_events import WorkerLicenseExpiringDomainEvent
from domain.worker.worker_service import (
    CMLFacts,
    ServiceStatus,
    WorkerService,
    service_after_failure,
    service_of,
    with_health,
    with_system,
)
from domain.worker.worker_status import WorkerStatus

TOLD_DAYS_BEFORE = (0, 1, 3, 7, 14, 30)


class MeasuredWorker(CreatedWorker):
    """The part of a worker that is read from CloudWatch and from CML. Only a running one is there to be read."""

    def record_endpoint(self, url: str, at: datetime) -> None:
        """Take the address at which its controller is asked."""
        self.tell_endpoint(at, self.state.private_ip, self.state.public_ip, url)

    def tell_endpoint(self, at: datetime, private_ip: str | None, public_ip: str | None, url: str | None) -> None:
        """Say under which addresses it is found now, where that is news."""
        state = self.state
        if (private_ip, public_ip, url) != (state.private_ip, state.public_ip, state.https_endpoint):
            self.raise_event(
                events.WorkerEndpointChangedDomainEvent,
                at,
                old_private_ip=state.private_ip,
                new_private_ip=private_ip,
                old_public_ip=state.public_ip,
                new_public_ip=public_ip,
                old_https_endpoint=state.https_endpoint,
                new_https_endpoint=url,
            )

    def record_cml(self, reading: CMLSystemReading) -> None:
        """Take what the controller says of itself; its figures are taken by `record_figures`."""
        self.record_recovery(MetricsSource.CML, reading.taken_at)
        if self._runs:
            self._tell_service(with_system(self.state.cml, reading), reading.taken_at)

    def record_cml_health(self, reading: CMLHealthReading) -> None:
        """Take what the controller says of its health, its licence and maintenance."""
        if not self._runs:
            return
        old = self.state.license
        if reading.licence != old:
            self.raise_event(
                events.WorkerLicenseChangedDomainEvent, reading.taken_at, old_license=old, new_license=reading.licence
            )
        self._tell_expiry(reading.taken_at)
        self._tell_service(with_health(self.state.cml, reading), reading.taken_at)

    def record_figures(
        self,
        at: datetime,
        threshold: TelemetryThreshold,
        *,
        cloudwatch: CloudWatchReading | None = None,
        cml: CMLSystemReading | None = None,
    ) -> None:
        """Take the figures read `at`; they are told when one moved by `threshold` since it was last told.

        Figures of a controller that cannot be read any more are let go: CloudWatch's take their place.
        """
        if not self._runs:
            return
        told = self.state.telemetry
        figures = told.without_cml() if MetricsSource.CML in self.state.failing else told
        if cml is not None:
            figures = figures.with_cml(cml)
        if cloudwatch is not None:
            figures = figures.with_cloudwatch(cloudwatch)
        if figures.moved_from(told, threshold):
            self.raise_event(events.WorkerTelemetryUpdatedDomainEvent, at, previous=told, telemetry=figures)

    def record_failure(self, failure: SourceFailure) -> None:
        """A source could not be read; told when it was well before or failed for another reason.

        A worker that does not run has no figures and no controller to fail at.
        """
        if failure.source in OF_RUNNING_WORKERS and not self._runs:
            return
        known = self.state.failing.get(failure.source)
        if known is None or known.code != failure.code:
            self.raise_event(
                events.WorkerSourceFailingDomainEvent,
                failure.at,
                source=failure.source,
                code=failure.code,
                message=failure.message,
            )
        if failure.source is MetricsSource.CML:
            service = service_after_failure(failure.code, failure.message)
            self._tell_change(service, self.state.cml, failure.at)

    def record_recovery(self, source: MetricsSource, at: datetime) -> None:
        """A source was read; told when it was failing before."""
        if failing := self.state.failing.get(source):
            self.raise_event(
                events.WorkerSourceRecoveredDomainEvent,
                at,
                source=source,
                code=failing.code,
                failing_since=failing.since,
            )

    def _tell_expiry(self, at: datetime) -> None:
        expires_at = self.state.license.expires_at if self.state.license else None
        if expires_at is None:
            return
        left, told = expires_at - at, self.state.license_days_left
        reached = next((days for days in TOLD_DAYS_BEFORE if left <= timedelta(days=days)), None)
        if reached is not None and (told is None or reached < told):
            self.raise_event(WorkerLicenseExpiringDomainEvent, at, expires_at=expires_at, days_left=reached)

    @property
    def _runs(self) -> bool:
        return self.state.status is WorkerStatus.RUNNING

    def _tell_service(self, facts: CMLFacts, at: datetime) -> None:
        self._tell_change(service_of(facts, self.state.license), facts, at)

    def _tell_change(self, service: WorkerService, facts: CMLFacts, at: datetime) -> None:
        old, old_facts = self.state.service, self.state.cml
        if (service.status, service.code, facts) != (old.status, old.code, old_facts):
            self._raise_service(old, service, old_facts, facts, at)

    def _tell_service_follows(self, old: WorkerService, at: datetime) -> None:
        """The instance has changed, and the state of its controller with it: who knew of one is told."""
        if old.status is not ServiceStatus.UNKNOWN:
            facts = self.state.cml
            self._raise_service(old, self.state.service, facts, facts, at)

    def _raise_service(
        self, old: WorkerService, new: WorkerService, old_facts: CMLFacts, new_facts: CMLFacts, at: datetime
    ) -> None:
        self.raise_event(
            events.WorkerServiceChangedDomainEvent,
            at,
            old_service=old,
            new_service=new,
            old_cml=old_facts,
            new_cml=new_facts,
        )
