"""Events on their way to the wire and back."""

import gc
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

import orjson
import pytest

from application.clock import rfc3339
from application.events.event_catalogue import EventCatalogue
from application.events.record_factory import CloudEventNaming, RecordFactory
from domain.alert import alert_events
from domain.alert.alert_occasion import AlertOccasion
from domain.alert.alert_rule import Severity
from domain.archive.archive_events import ArchiveCompletedDomainEvent, ArchiveFailedDomainEvent
from domain.archive.archive_kind import ArchiveFormat, ArchiveKind
from domain.catalogue.catalogue_events import CatalogueRefreshedDomainEvent
from domain.cml.cml_health_reading import CMLLicence
from domain.cml.lab_state import LabState
from domain.events.event_category import EventCategory
from domain.events.fleet_event import FleetEvent
from domain.job import job_events
from domain.lab.lab_events import (
    LabChangedDomainEvent,
    LabDiscoveredDomainEvent,
    LabRemovalReason,
    LabRemovedDomainEvent,
    LabStateChangedDomainEvent,
)
from domain.operation.operation_events import (
    OperationCompletedDomainEvent,
    OperationFailedDomainEvent,
    OperationProgressedDomainEvent,
    OperationStartedDomainEvent,
)
from domain.operation.target_result import TargetOutcome, TargetResult
from domain.settings.settings_events import SettingsChangedDomainEvent
from domain.telemetry.fleet_cloudwatch_guard_changed import FleetCloudWatchGuardChangedDomainEvent
from domain.telemetry.fleet_refresh_completed import FleetRefreshCompletedDomainEvent, ScopeOutcome
from domain.telemetry.metrics_source import MetricsSource
from domain.telemetry.worker_telemetry import WorkerTelemetry
from domain.webhook.webhook_events import WebhookDisabledDomainEvent, WebhookEventsMissedDomainEvent
from domain.worker import activity_events, provisioning_events
from domain.worker import worker_events as events
from domain.worker.cordon import Cordon
from domain.worker.launch_spec import LaunchSpec
from domain.worker.license_act import LicenseActKind
from domain.worker.license_events import WorkerLicenseExpiringDomainEvent
from domain.worker.licensed_worker import DEREGISTERING, REGISTERING
from domain.worker.worker_act import AskedAct, WorkerAct
from domain.worker.worker_checks import CheckStatus, ScheduledEvent, WorkerChecks
from domain.worker.worker_service import CMLFacts, ServiceStatus, WorkerService
from domain.worker.worker_status import WorkerStatus
from fakes.fake_clock import NOON
from fakes.sequential_ids import SequentialIds

BASE: dict[str, Any] = {"aggregate_id": "w1", "created_at": NOON, "aggregate_version": 7}
FIGURES = WorkerTelemetry(cpu_percent=12.5, taken_at=NOON, sources={"cpu_percent": "cloudwatch"})
ACT: Any = {"act": LicenseActKind.REGISTRATION, "operation_id": "o1"}
RUN: dict[str, Any] = {"execution_id": "j@2026", "scheduled_for": NOON, "attempt": 2}
PLACE: dict[str, Any] = {"name": "n", "account": "a", "region": "r", "instance_id": "i-1"}
DETAILS: dict[str, Any] = {
    "instance_type": "t",
    "ami_id": "ami-1",
    "ami_name": None,
    "private_ip": None,
    "public_ip": "192.0.2.1",
}
OUTCOME = ScopeOutcome(
    account="a", region="r", workers=2, failed=1, duration_seconds=0.25, attempted_at=NOON, as_of=NOON
)
OCCASION = AlertOccasion(
    rule_id="disk-nearly-full",
    severity=Severity.WARNING,
    worker_id="w1",
    worker_name="n",
    region="r",
    tags={"k": "v"},
    since=NOON,
    value=93.5,
    message="disk_used_percent is 93.5, above 90.0",
)
ARCHIVED: dict[str, Any] = {
    "execution_id": "telemetry-archive@2026-11-01T23:59:00.000Z",
    "destination": "main",
    "what": (ArchiveKind.TELEMETRY, ArchiveKind.EVENTS),
    "format": ArchiveFormat.PARQUET,
    "first_day": NOON.date(),
    "last_day": NOON.date(),
}
EVENTS: list[FleetEvent] = [
    ArchiveCompletedDomainEvent(**BASE, **ARCHIVED, files=2, rows=9, bytes=512, pruned=7, warnings=("not over",)),
    ArchiveFailedDomainEvent(**BASE, **ARCHIVED, code="archive_store_unavailable", reason="no room"),
    alert_events.AlertFiredDomainEvent(**BASE, occasion=OCCASION),
    alert_events.AlertMutedDomainEvent(**BASE, occasion=OCCASION, until=NOON, muted_by="key:ops", reason="a new disk"),
    alert_events.AlertAcknowledgedDomainEvent(**BASE, occasion=OCCASION, acknowledged_by="key:ops", comment="mine"),
    alert_events.AlertResolvedDomainEvent(**BASE, occasion=OCCASION, reason=alert_events.ResolveReason.CLEARED),
    events.WorkerDiscoveredDomainEvent(**BASE, **PLACE),
    provisioning_events.WorkerCreatedDomainEvent(
        **BASE,
        name="n",
        account="a",
        region="r",
        template="standard",
        requested_by="mei",
        spec=LaunchSpec(instance_type="t", ami_name="cml*", security_group_ids=("sg-1",), tags={"k": "v"}),
    ),
    provisioning_events.WorkerLaunchedDomainEvent(
        **BASE, instance_id="i-1", **DETAILS, launch_time=NOON, tags={"k": "v"}, status=WorkerStatus.PENDING
    ),
    provisioning_events.WorkerProvisioningFailedDomainEvent(
        **BASE, code="InsufficientInstanceCapacity", message="no room"
    ),
    events.WorkerImportedDomainEvent(
        **BASE, **PLACE, **DETAILS, launch_time=NOON, tags={"k": "v"}, status=WorkerStatus.PENDING, status_reason="new"
    ),
    events.WorkerStatusChangedDomainEvent(
        **BASE,
        old_status=WorkerStatus.RUNNING,
        new_status=WorkerStatus.SHUTTING_DOWN,
        status_reason="",
        expected=True,
        message="somebody did it",
        asked=AskedAct(
            act=WorkerAct.TERMINATE, by="key:ops", since=NOON, operation_id="o1", before=WorkerStatus.RUNNING
        ),
    ),
    events.WorkerCordonedDomainEvent(**BASE, by="key:ops", reason="a new disk"),
    events.WorkerUncordonedDomainEvent(**BASE, by="key:ops", was=Cordon(by="key:ops", since=NOON, reason="a new disk")),
    events.WorkerChecksChangedDomainEvent(
        **BASE,
        old_checks=WorkerChecks(),
        new_checks=WorkerChecks(
            CheckStatus.OK, CheckStatus.IMPAIRED, (ScheduledEvent("instance_stop", "retired", NOON, None),)
        ),
        message="look at its console",
    ),
    events.WorkerDetailsChangedDomainEvent(**BASE, old_details={"ami_name": None}, new_details={"ami_name": "x"}),
    events.WorkerEndpointChangedDomainEvent(
        **BASE, old_private_ip=None, new_private_ip="10.0.0.1", old_public_ip="192.0.2.1", new_public_ip=None
    ),
    events.WorkerTagsChangedDomainEvent(**BASE, old_tags={}, new_tags={"k": "v"}),
    events.WorkerServiceChangedDomainEvent(
        **BASE,
        old_service=WorkerService(),
        new_service=WorkerService(ServiceStatus.ERROR, "cml_not_well", "not well"),
        old_cml=CMLFacts(),
        new_cml=CMLFacts(version="2.9.0", healthy=False, problems=("no disk", "no fabric")),
    ),
    events.WorkerLicenseChangedDomainEvent(
        **BASE,
        old_license=None,
        new_license=CMLLicence(licensed=True, registration="COMPLETED", authorization=None, expires_at=NOON),
    ),
    *(
        event
        for started, progressed, completed, failed in (REGISTERING, DEREGISTERING)
        for event in (
            started(**BASE, **ACT, requested_by="key:1"),
            progressed(**BASE, **ACT, step="ask", attempted_before=NOON, message="registration NOT_REGISTERED"),
            completed(**BASE, **ACT, code="", message=""),
            failed(**BASE, **ACT, code="license_refused", message="The token is not valid."),
        )
    ),
    WorkerLicenseExpiringDomainEvent(**BASE, expires_at=NOON, days_left=7),
    events.WorkerTelemetryUpdatedDomainEvent(**BASE, previous=WorkerTelemetry(), telemetry=FIGURES),
    events.WorkerSourceFailingDomainEvent(**BASE, source=MetricsSource.EC2, code="throttled", message="ask less"),
    events.WorkerSourceRecoveredDomainEvent(
        **BASE, source=MetricsSource.CLOUDWATCH, code="throttled", failing_since=NOON
    ),
    activity_events.WorkerActivitySeenDomainEvent(
        **BASE,
        source=activity_events.ActivitySource.CONTROLLER,
        what="start_lab",
        active_at=NOON,
        previous_at=None,
    ),
    activity_events.WorkerIdleDetectedDomainEvent(**BASE, idle_since=NOON),
    activity_events.WorkerIdleCountdownDomainEvent(
        **BASE, pause_at=None, held_by=activity_events.PauseHold.WORKING_HOURS
    ),
    activity_events.WorkerIdleSnoozedDomainEvent(**BASE, by="key:ops", until=NOON),
    activity_events.WorkerIdleExemptedDomainEvent(**BASE, by="key:ops", exempt=True, reason="an exam"),
    activity_events.WorkerPausedDomainEvent(**BASE, by="idle-detection", idle_since=NOON),
    activity_events.WorkerResumedDomainEvent(**BASE, by="key:ops", paused_at=NOON),
    events.WorkerTerminatedDomainEvent(**BASE, status_reason="gone"),
    events.WorkerRemovedDomainEvent(**BASE, **PLACE),
    CatalogueRefreshedDomainEvent(**BASE, images=2, instance_types=1, prices=1, definition_sets=1, removed=3),
    LabDiscoveredDomainEvent(
        **BASE,
        title="a\x00b\u202ec\r\nd",
        description="",
        owner="ada",
        state=LabState.STOPPED,
        node_count=2,
        running_nodes=0,
        link_count=None,
        groups=("ccnp",),
        lab_created_at=NOON,
        lab_modified_at=None,
    ),
    LabStateChangedDomainEvent(**BASE, title="t", old_state=LabState.STOPPED, new_state=LabState.STARTED),
    LabChangedDomainEvent(**BASE, title="t", old_values={"groups": []}, new_values={"groups": ["ccnp"]}),
    LabRemovedDomainEvent(**BASE, title="t", reason=LabRemovalReason.WORKER_LEFT),
    OperationStartedDomainEvent(
        **BASE, command="workers.refresh", requested_by="key:1", targets=["w1"], parameters={"sources": ["ec2"]}
    ),
    OperationProgressedDomainEvent(
        **BASE,
        results={"w1": TargetResult(outcome=TargetOutcome.FAILED, code="gone", message="it is gone")},
        finished=1,
        total=2,
    ),
    OperationCompletedDomainEvent(**BASE, command="workers.refresh", done=1, failed=1, duration_seconds=0.5),
    OperationFailedDomainEvent(**BASE, command="workers.refresh", code="c", message="m", duration_seconds=0.5),
    SettingsChangedDomainEvent(
        **BASE,
        changed_by="key:1",
        old_values={"intervals.labs_seconds": None, "templates.small": {"tags": {"a.b": "c"}}},
        new_values={"intervals.labs_seconds": 60, "templates.small": None},
    ),
    job_events.JobStartedDomainEvent(**BASE, **RUN, triggered_by="person", owner="key:ops"),
    job_events.JobProgressedDomainEvent(**BASE, **RUN, done=3, total=10, text="reading"),
    job_events.JobCompletedDomainEvent(
        **BASE, **RUN, duration_seconds=1.5, result={"workers": 3}, warnings=("one was away",)
    ),
    job_events.JobFailedDomainEvent(**BASE, **RUN, duration_seconds=1.5, reason="it is away", retry_at=NOON),
    job_events.JobTimedOutDomainEvent(**BASE, **RUN, duration_seconds=300, reason="it took too long", retry_at=None),
    job_events.JobRateLimitedDomainEvent(**BASE, **RUN, reason="asked for patience", retry_after=NOON),
    job_events.JobCancelledDomainEvent(**BASE, **RUN, duration_seconds=None, by="key:ops"),
    job_events.JobSkippedDomainEvent(**BASE, **RUN, reason="another run went on"),
    job_events.JobMissedDomainEvent(**BASE, **RUN, reason="nobody was there", count=7),
    job_events.JobConfiguredDomainEvent(**BASE, by="key:ops", changes={"enabled": False, "schedule": None}),
    FleetRefreshCompletedDomainEvent(**BASE, source=MetricsSource.EC2, scopes=[OUTCOME]),
    FleetCloudWatchGuardChangedDomainEvent(
        **BASE,
        held_back=True,
        old_interval_seconds=300,
        new_interval_seconds=None,
        usd_per_month=0,
        budget_usd=5,
        reason="it costs too much",
    ),
    WebhookDisabledDomainEvent(**BASE, name="chat", reason="gone"),
    WebhookEventsMissedDomainEvent(**BASE, name="chat", first=7, last=9),
]
NAMING = CloudEventNaming(type_prefix="io.cmlfleet.", source="/fleets/test")


def test_samples_hold_every_event() -> None:
    """A new event class is added to these tests."""
    assert {event.short_type for event in EVENTS} == set(EventCatalogue().short_types)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.short_type)
def test_event_is_the_same_when_decoded_again(event: FleetEvent) -> None:
    """What the log holds is plain JSON, and the event comes back from it whole."""
    catalogue = EventCatalogue()
    data = orjson.loads(orjson.dumps(catalogue.data_of(event)))
    assert catalogue.decode(event.short_type, "w1", rfc3339(NOON), 7, data) == event


def test_decoding_fills_in_a_field_when_an_older_version_did_not_know_it() -> None:
    """What was told before there were messages and scheduled events is still told, without them."""
    checks = {"system": "ok", "instance": "impaired"}
    data = {"old_checks": {"system": "ok", "instance": "ok"}, "new_checks": checks}
    event = EventCatalogue().decode("worker.checks.changed", "w1", rfc3339(NOON), 7, data)
    assert isinstance(event, events.WorkerChecksChangedDomainEvent)
    assert (event.new_checks.scheduled, event.message) == ((), "")
    status = {"old_status": "running", "new_status": "stopped", "status_reason": "x", "expected": True}
    assert EventCatalogue().decode("worker.status.changed", "w1", rfc3339(NOON), 7, status).created_at == NOON


def test_decoding_passes_over_a_field_when_it_is_unknown() -> None:
    """A newer version of the service may have written more."""
    event = events.WorkerTerminatedDomainEvent(**BASE, status_reason="gone")
    data = {"status_reason": "gone", "colour": {"deep": [1]}}
    assert EventCatalogue().decode("worker.terminated", "w1", rfc3339(NOON), 7, data) == event


def test_decoding_yields_the_base_when_the_type_is_unknown() -> None:
    """A newer version may tell what this one does not know: it is told on, and changes nothing here."""
    event = EventCatalogue().decode("worker.not-known-yet", "w1", rfc3339(NOON), 7, {"by": "somebody"})
    assert event == FleetEvent(**BASE)
    assert event.worker_id is None


def test_category_is_unknown_when_a_newer_version_made_it() -> None:
    """The log goes on being followed; nobody can ask for it by that name."""
    assert EventCategory("licence") is EventCategory.UNKNOWN


def test_start_is_refused_when_two_events_have_one_short_type() -> None:
    """The log could not tell them apart."""

    @dataclass(kw_only=True)
    class WorkerVanishedDomainEvent(FleetEvent):
        short_type: ClassVar[str] = "worker.terminated"
        category: ClassVar[EventCategory] = EventCategory.LIFECYCLE

    with pytest.raises(TypeError, match=r"two event classes are called worker\.terminated"):
        EventCatalogue()
    del WorkerVanishedDomainEvent
    gc.collect()
    assert EventCatalogue().short_types["worker.terminated"] is EventCategory.LIFECYCLE


def test_categories_are_kept_as_long_as_they_are_worth() -> None:
    """Telemetry and heartbeats come with every cycle and are worth nothing the next day."""
    short = {category for category in EventCategory if category.retention < timedelta(days=1)}
    assert short == {EventCategory.TELEMETRY, EventCategory.FLEET}


def test_record_carries_a_cloud_event_when_made() -> None:
    """The required attributes of CloudEvents 1.0, the aggregate's version as `sequence`, and data beside them."""
    event = events.WorkerTerminatedDomainEvent(**BASE, status_reason="gone")
    record = RecordFactory(EventCatalogue(), SequentialIds(), NAMING).record_of(event)
    assert record.attributes == {
        "specversion": "1.0",
        "id": "00000000-0000-7000-8000-000000000001",
        "type": "io.cmlfleet.worker.terminated.v1",
        "source": "/fleets/test",
        "subject": "w1",
        "time": "2026-06-01T12:00:00.000Z",
        "datacontenttype": "application/json",
        "sequence": "7",
    }
    assert (record.sequence, record.worker_id, record.data) == (0, "w1", {"status_reason": "gone"})
