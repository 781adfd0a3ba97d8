"""What is seen of the fleet, the log and the stream when somebody looks."""

from collections.abc import AsyncIterator

import pytest

from application.alert.built_in_rules import BUILT_IN_RULES
from application.alert.occasions import occasion_of
from application.alert.pending_breaches import Breach
from application.events.committer import Committer
from application.events.sse.sse_event_relay import SSEEventRelay
from application.events.sse.stream_terms import Listener, StreamTerms
from application.observability.event_gauges import EventGauges
from application.observability.fleet_gauges import FleetGauges
from application.worker.remove_cml_worker_command import RemoveCMLWorkerCommand
from domain.access.principal import SYSTEM_PRINCIPAL
from domain.alert.alert import Alert
from domain.alert.alert_events import ResolveReason
from domain.telemetry.fleet_refresh_completed import FleetRefreshCompletedDomainEvent, ScopeOutcome
from domain.telemetry.metrics_source import MetricsSource
from domain.telemetry.source_failure import SourceFailure
from fakes.fake_clock import NOON
from fakes.fake_process import FakeProcess, FakeWorld
from fakes.readings import EAST, WEST
from fakes.worker_steps import born

RULE = next(rule for rule in BUILT_IN_RULES if rule.id == "controller-unavailable")


@pytest.fixture
async def process() -> AsyncIterator[FakeProcess]:
    """The service, being looked at."""
    async with FakeProcess(FakeWorld()) as started:
        await started.get(FleetGauges).start_async()
        await started.get(EventGauges).start_async()
        yield started
        await started.get(EventGauges).stop_async()
        await started.get(FleetGauges).stop_async()


def outcome(region: str, code: str | None = None) -> ScopeOutcome:
    """How reading a region went: well, or with a code."""
    return ScopeOutcome(
        account="default",
        region=region,
        workers=3,
        failed=3 if code else 0,
        duration_seconds=0.4,
        attempted_at=NOON,
        as_of=None if code else NOON,
        code=code,
    )


async def tell_refresh(process: FakeProcess, *outcomes: ScopeOutcome) -> None:
    """Commit a refresh of EC2."""
    event = FleetRefreshCompletedDomainEvent(
        aggregate_id="fleet", created_at=NOON, source=MetricsSource.EC2, scopes=list(outcomes)
    )
    await process.get(Committer).commit_async([], [event])


async def test_series_go_away_when_their_workers_do(process: FakeProcess) -> None:
    """Workers are counted by status and region as they are at the look: nothing is left of one that was removed."""
    first, second = born(1), born(2)
    await process.commit_async(first, second)
    before = process.telemetry.series("cml_fleet.workers")
    assert sum(before.values()) == 2
    for worker in (first, second):
        await process.send_async(RemoveCMLWorkerCommand(worker.aggregate_id))
    assert process.telemetry.series("cml_fleet.workers") == {}


async def test_failing_workers_are_counted_by_source(process: FakeProcess) -> None:
    """A source that cannot be read for some is seen without a series for each of them."""
    worker = born(1)
    worker.record_failure(
        SourceFailure(source=MetricsSource.CLOUDWATCH, code="throttled", message="fewer calls", at=NOON)
    )
    await process.commit_async(worker, born(2))
    assert process.telemetry.value("cml_fleet.workers_failing", source="cloudwatch") == 1
    assert process.telemetry.value("cml_fleet.workers_failing", source="ec2") == 0


async def test_alerts_are_counted_by_what_they_are_and_not_by_worker(process: FakeProcess) -> None:
    """By status, severity and rule; nothing is left of what is over."""

    def alert_of(number: int) -> Alert:
        worker = born(number).state
        alert = Alert.unborn(Alert.id_of(RULE.id, worker.id))
        alert.fire(occasion_of(Breach(RULE, worker, NOON), NOON), NOON)
        return alert

    first, second = alert_of(1), alert_of(2)
    await process.commit_async(first, second)
    series = {"severity": "critical", "rule": RULE.id}
    assert process.telemetry.value("cml_fleet.alerts", status="firing", **series) == 2
    first.acknowledge("ann", "on it", NOON)
    second.resolve(ResolveReason.CLEARED, NOON)
    await process.commit_async(first, second)
    acknowledged = frozenset({**series, "status": "acknowledged"}.items())
    assert process.telemetry.series("cml_fleet.alerts") == {acknowledged: 1}


async def test_sources_are_seen_for_the_scopes_of_the_settings_only(process: FakeProcess) -> None:
    """A region that was taken out of the settings leaves no series, though its document stays."""
    await tell_refresh(process, outcome(EAST.region), outcome(WEST.region), outcome("mars-1"))
    await tell_refresh(process, outcome(WEST.region, "throttled"))
    places = {"source": "ec2", "account": "default"}
    seen = process.telemetry.series("cml_fleet.source.last_success_timestamp")
    assert seen == {
        frozenset({**places, "region": EAST.region}.items()): NOON.timestamp(),
        frozenset({**places, "region": WEST.region}.items()): NOON.timestamp(),
    }
    assert process.telemetry.value("cml_fleet.source.failing", **places, region=EAST.region) == 0
    assert process.telemetry.value("cml_fleet.source.failing", **places, region=WEST.region) == 1
    assert process.telemetry.value("cml_fleet.source.read.duration", source="ec2", outcome="ok") == 3
    assert process.telemetry.value("cml_fleet.source.read.duration", source="ec2", outcome="throttled") == 1


async def test_source_that_was_never_read_has_no_last_success(process: FakeProcess) -> None:
    """A made-up time would look like one."""
    await tell_refresh(process, outcome(EAST.region, "unauthorized"))
    assert process.telemetry.series("cml_fleet.source.last_success_timestamp") == {}


async def test_log_and_stream_are_seen_as_they_stand(process: FakeProcess) -> None:
    """Head, lag, clients, and why clients had to begin anew."""
    await process.commit_async(born(1))
    relay = process.get(SSEEventRelay)
    subscription = relay.subscribe(StreamTerms(last_event_id="garbage"), Listener(SYSTEM_PRINCIPAL, "127.0.0.1"))
    with subscription.attached(lambda: None):
        chunks = subscription.chunks_async()
        while b"stream.synced" not in await anext(chunks):
            pass
        await chunks.aclose()
        assert process.telemetry.value("cml_fleet.sse.clients") == 1
    assert process.telemetry.value("cml_fleet.sse.clients") == 0
    assert process.telemetry.value("cml_fleet.sse.resets", reason="invalid") == 1
    assert process.telemetry.value("cml_fleet.log.head_sequence") == 1
    assert process.telemetry.value("cml_fleet.log.head_entry") == 1
    assert process.telemetry.value("cml_fleet.log.lag_events") == 0
    assert process.telemetry.value("cml_fleet.projection.overdue") == 0
    for figure in ("flushes", "deliveries", "events_coalesced", "clients_cut"):
        assert process.telemetry.value(f"cml_fleet.sse.{figure}") == 0
