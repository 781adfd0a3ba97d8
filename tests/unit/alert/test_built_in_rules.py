"""What is an alert without anybody having set it so."""

from datetime import timedelta

import pytest

from application.alert.change_alert_rule_command import ChangeAlertRuleCommand
from domain.cml.cml_health_reading import CMLHealthReading, CMLLicence
from domain.telemetry.metrics_source import MetricsSource
from domain.telemetry.source_failure import SourceFailure
from domain.telemetry.worker_telemetry import TelemetryThreshold
from domain.worker.cml_worker import CMLWorker
from fakes.alert_steps import alerts, look, told
from fakes.fake_clock import NOON
from fakes.fake_cml_client import system_reading
from fakes.fake_process import FakeProcess, FakeWorld
from fakes.worker_steps import committed

MINUTE = 60


def fail(worker: CMLWorker, source: MetricsSource, code: str) -> None:
    """Let a source not be read at noon."""
    worker.record_failure(SourceFailure(source=source, code=code, message="no answer", at=NOON))


def license_for(worker: CMLWorker, days: float | None) -> None:
    """Let its controller say how long its licence lasts."""
    expires_at = None if days is None else NOON + timedelta(days=days)
    licence = CMLLicence(licensed=True, registration="COMPLETED", authorization=None, expires_at=expires_at)
    worker.record_cml_health(
        CMLHealthReading(
            worker_id=worker.state.id,
            healthy=True,
            problems=(),
            licence=licence,
            maintenance=False,
            maintenance_notice="",
            taken_at=NOON,
        )
    )


async def test_tells_of_a_disk_that_is_nearly_full(world: FakeWorld, process: FakeProcess) -> None:
    """After ten minutes."""
    worker = await committed(process)
    worker.record_figures(NOON, TelemetryThreshold(), cml=system_reading(worker.state.id, disk_used_percent=91.0))
    await process.commit_async(worker)
    await look(world, process, times=10, every=MINUTE)
    assert told(process) == []
    await look(world, process, times=2, every=MINUTE)
    assert [alert.about.rule_id for alert in alerts(process)] == ["disk-nearly-full"]


async def test_tells_of_a_controller_that_cannot_be_worked_with(world: FakeWorld, process: FakeProcess) -> None:
    """After fifteen minutes, and of the source after thirty, counted from when it failed."""
    worker = await committed(process)
    fail(worker, MetricsSource.CML, "cml_unreachable")
    await process.commit_async(worker)
    world.clock.pass_seconds(14 * MINUTE)
    await look(world, process, times=16, every=MINUTE)
    found = [alert.about for alert in alerts(process)]
    assert [(occasion.rule_id, occasion.message) for occasion in found] == [
        ("controller-unavailable", "service_status is unavailable: unreachable: no answer")
    ]
    await look(world, process, times=2, every=MINUTE)
    found = [alert.about for alert in alerts(process)]
    [occasion] = [occasion for occasion in found if occasion.rule_id == "source-failing"]
    assert (occasion.since, occasion.message) == (NOON, "cml cannot be read: no answer")


@pytest.mark.parametrize(("days", "expected"), [(13.5, ["alert.fired"]), (14.5, []), (None, [])])
async def test_tells_of_a_licence_that_expires(
    world: FakeWorld, process: FakeProcess, days: float | None, expected: list[str]
) -> None:
    """Fourteen days before."""
    worker = await committed(process)
    await look(world, process)
    license_for(worker, days)
    await process.commit_async(worker)
    await look(world, process)
    assert told(process) == expected


async def test_is_silent_when_a_rule_of_the_service_is_turned_off(world: FakeWorld, process: FakeProcess) -> None:
    """And speaks again when it is on."""
    worker = await committed(process)
    license_for(worker, 3)
    await process.commit_async(worker)
    for enabled in (False, True, False):
        command = ChangeAlertRuleCommand(rule_id="license-expires-soon", changes={"enabled": enabled})
        assert (await process.send_async(command)).data.enabled is enabled
    assert told(process) == ["alert.fired", "alert.resolved"]


async def test_names_the_source_that_is_asked_for_alone(world: FakeWorld, process: FakeProcess) -> None:
    """A rule may watch one source."""
    state = {"state": "cloudwatch", "for_seconds": 0.0}
    await process.send_async(ChangeAlertRuleCommand(rule_id="source-failing", changes=state))
    worker = await committed(process)
    fail(worker, MetricsSource.CML, "cml_unreachable")
    await process.commit_async(worker)
    await look(world, process)
    assert told(process) == []
    fail(worker, MetricsSource.CLOUDWATCH, "throttled")
    await process.commit_async(worker)
    await look(world, process)
    [alert] = alerts(process)
    assert alert.about.message == "cloudwatch cannot be read: no answer"
