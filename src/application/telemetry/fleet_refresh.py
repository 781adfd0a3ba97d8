"""FleetRefresh: what the sources said about a batch of workers, ready to be applied to any copy of them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from itertools import islice

from application.telemetry.lab_activity import LabActivity
from domain.cml.cml_activity_reading import CMLActivityReading
from domain.cml.cml_health_reading import CMLHealthReading
from domain.cml.cml_system_reading import CMLSystemReading
from domain.events.fleet_event import FleetEvent
from domain.lab.lab_record import LabRecord
from domain.telemetry.cloudwatch_reading import CloudWatchReading
from domain.telemetry.fleet_refresh_completed import FleetRefreshCompletedDomainEvent, ScopeOutcome
from domain.telemetry.metrics_source import MetricsSource
from domain.telemetry.source_failure import SourceFailure
from domain.telemetry.worker_telemetry import TelemetryThreshold
from domain.worker.activity_events import ActivitySource
from domain.worker.cml_worker import CMLWorker
from domain.worker.ec2_readings import EC2InstanceReading, EC2StatusReading

BY_SOURCE = {"answered", "outcomes"}


@dataclass(slots=True, kw_only=True)
class FleetRefresh:
    """Readings and failures by worker id. A worker that was not asked about is in none of them.

    `urgent` is what a person asked for about one worker; `thorough` asks controllers for their health too. `workers`
    are those a source had its say about, though that be nothing; `answered` names them by source.
    `ec2_absent` were asked about and EC2 does not list them; `cloudwatch` holds None for those of whom CloudWatch has
    no figures; `labs` holds those of a worker that changed, and nothing where they could not be read. `outcomes` tell
    how each source went per scope, `notices` what else the fleet is to hear, `warnings` what people are to know.
    """

    threshold: TelemetryThreshold
    read_at: datetime
    urgent: bool = False
    thorough: bool = False
    workers: dict[str, CMLWorker] = field(default_factory=dict)
    answered: dict[MetricsSource, set[str]] = field(default_factory=dict)
    ec2_statuses: dict[str, EC2StatusReading] = field(default_factory=dict)
    ec2_details: dict[str, EC2InstanceReading] = field(default_factory=dict)
    ec2_absent: set[str] = field(default_factory=set)
    cloudwatch: dict[str, CloudWatchReading | None] = field(default_factory=dict)
    cml: dict[str, CMLSystemReading] = field(default_factory=dict)
    cml_health: dict[str, CMLHealthReading] = field(default_factory=dict)
    cml_activities: dict[str, CMLActivityReading] = field(default_factory=dict)
    endpoints: dict[str, str] = field(default_factory=dict)
    labs: dict[str, list[LabRecord]] = field(default_factory=dict)
    lab_activities: dict[str, LabActivity] = field(default_factory=dict)
    failures: dict[str, list[SourceFailure]] = field(default_factory=dict)
    outcomes: dict[MetricsSource, list[ScopeOutcome]] = field(default_factory=dict)
    notices: list[FleetEvent] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def unread(self) -> "FleetRefresh":
        """Return one of the same moment into which nothing was read yet."""
        return FleetRefresh(threshold=self.threshold, read_at=self.read_at, urgent=self.urgent, thorough=self.thorough)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell: no worker of whom a source had its say, and no word of how that went."""
        return not (self.workers or self.outcomes or self.notices or self.warnings)

    def take(self, worker_ids: Collection[str]) -> "FleetRefresh":
        """Take what was read of these workers out of this one, and return it."""
        taken = self.unread()
        for name in BY_WORKER:
            kept, given = getattr(self, name), getattr(taken, name)
            given.update({worker_id: kept.pop(worker_id) for worker_id in worker_ids if worker_id in kept})
        taken.ec2_absent = self.ec2_absent.intersection(worker_ids)
        self.ec2_absent -= taken.ec2_absent
        for source in self.answered:
            taken.answered[source] = self.answered[source].intersection(worker_ids)
            self.answered[source] -= taken.answered[source]
        return taken

    def parts(self, size: int) -> Iterator["FleetRefresh"]:
        """Take it apart: parts of `size` workers, the last of which holds what is of no single worker."""
        while len(self.workers) > size:
            yield self.take(list(islice(self.workers, size)))
        yield self

    def join(self, other: "FleetRefresh") -> None:
        """Take what another read, of other workers or from other sources."""
        for name in BY_WORKER - {"failures"}:
            getattr(self, name).update(getattr(other, name))
        for worker_id, failures in other.failures.items():
            self.failures.setdefault(worker_id, []).extend(failures)
        self.ec2_absent |= other.ec2_absent
        for source, ids in other.answered.items():
            self.answered.setdefault(source, set()).update(ids)
        for source, outcomes in other.outcomes.items():
            self.outcomes.setdefault(source, []).extend(outcomes)
        self.notices.extend(other.notices)
        self.warnings.extend(other.warnings)

    def apply_to(self, worker: CMLWorker) -> None:
        """Let the worker take what was read about it, telemetry last; one that left the fleet takes nothing."""
        if not worker.in_fleet:
            return
        worker_id = worker.aggregate_id
        if status := self.ec2_statuses.get(worker_id):
            worker.record_ec2(status, self.ec2_details.get(worker_id))
        elif worker_id in self.ec2_absent:
            worker.record_ec2_absence(self.read_at)
        if worker_id in self.labs:
            worker.record_recovery(MetricsSource.LABS, self.read_at)
        for failure in self.failures.get(worker_id, ()):
            worker.record_failure(failure)
        self._apply_cml(worker)
        self._apply_activity(worker)
        if worker_id in self.cloudwatch:
            worker.record_recovery(MetricsSource.CLOUDWATCH, self.read_at)
        cloudwatch, cml = self.cloudwatch.get(worker_id), self.cml.get(worker_id)
        worker.record_figures(self.read_at, self.threshold, cloudwatch=cloudwatch, cml=cml)

    def _apply_cml(self, worker: CMLWorker) -> None:
        worker_id = worker.aggregate_id
        if worker_id in self.endpoints:
            worker.record_endpoint(self.endpoints[worker_id], self.read_at)
        if reading := self.cml.get(worker_id):
            worker.record_cml(reading)
        if health := self.cml_health.get(worker_id):
            worker.record_cml_health(health)

    def _apply_activity(self, worker: CMLWorker) -> None:
        told = self.cml_activities.get(worker.aggregate_id)
        if told is not None and told.active_at is not None:
            worker.record_activity(ActivitySource.CONTROLLER, told.what, told.active_at, told.taken_at)
        if seen := self.lab_activities.get(worker.aggregate_id):
            worker.record_activity(ActivitySource.LABS, seen.what, seen.at, seen.at)

    def fail(self, workers: Sequence[CMLWorker], failure: SourceFailure) -> None:
        """Note that a source could not be read for these workers."""
        for worker in workers:
            self.failures.setdefault(worker.aggregate_id, []).append(failure)

    @property
    def changed_labs(self) -> list[LabRecord]:
        """The labs of all workers that changed."""
        return [lab for labs in self.labs.values() for lab in labs]

    @property
    def errors_count(self) -> int:
        """How many pairs of worker and source could not be read."""
        return sum(map(len, self.failures.values())) + len(self.ec2_absent)

    @property
    def heartbeats(self) -> list[FleetRefreshCompletedDomainEvent]:
        """The heartbeat of each source that was read."""
        return [
            FleetRefreshCompletedDomainEvent(
                aggregate_id="fleet", created_at=self.read_at, source=source, scopes=outcomes
            )
            for source, outcomes in self.outcomes.items()
        ]

    @property
    def announcements(self) -> list[FleetEvent]:
        """What the fleet is to hear beside the workers' own events."""
        return [*self.heartbeats, *self.notices]

    def failures_of(self, worker_id: str) -> Mapping[MetricsSource, SourceFailure]:
        """What could not be read for one worker, by source."""
        return {failure.source: failure for failure in self.failures.get(worker_id, ())}


BY_WORKER = frozenset(each.name for each in fields(FleetRefresh) if each.default_factory is dict) - BY_SOURCE
"""What is filled in by worker id while sources are read."""
