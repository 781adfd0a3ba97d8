"""What happens to alerts in tests."""

from dataclasses import replace
from typing import Any

from application.alert.alert_evaluation import AlertEvaluation
from application.alert.built_in_rules import BUILT_IN_RULES
from application.worker.current_alerts import CurrentAlerts
from domain.alert.alert_events import AlertDomainEvent
from domain.alert.alert_rule import AlertRule
from domain.alert.alert_state import AlertState
from domain.alert.watched import Comparison, Watched
from domain.telemetry.worker_telemetry import TelemetryThreshold
from domain.worker.cml_worker import CMLWorker
from fakes.fake_process import FakeProcess, FakeWorld
from fakes.readings import cloudwatch_reading
from fakes.worker_steps import tell_cloudwatch

BUSY = AlertRule(
    id="busy",
    watched=Watched.CPU_PERCENT,
    comparison=Comparison.ABOVE,
    threshold=90.0,
    clear_threshold=80.0,
    for_seconds=60.0,
    version=1,
)


def only(world: FakeWorld, *rules: AlertRule) -> None:
    """Let there be these rules, and those of the service be off."""
    off = (replace(rule, enabled=False, version=1) for rule in BUILT_IN_RULES)
    world.alert_rules.records = {rule.id: rule for rule in (*off, *rules)}


async def cpu(world: FakeWorld, process: FakeProcess, worker: CMLWorker, percent: float) -> None:
    """Let CloudWatch say how busy a worker is, now."""
    now = world.clock.now()
    reading = cloudwatch_reading(cpu_percent=percent, taken_at=now)
    tell_cloudwatch(worker, reading, now, TelemetryThreshold(percent_points=0.1))
    assert await process.commit_async(worker) == []


async def look(world: FakeWorld, process: FakeProcess, times: int = 1, every: float = 15.0) -> None:
    """Look at the fleet now, and again after every so many seconds."""
    await process.get(AlertEvaluation).evaluate_async()
    for _ in range(times - 1):
        world.clock.pass_seconds(every)
        await process.get(AlertEvaluation).evaluate_async()


def told(process: FakeProcess) -> list[str]:
    """The short types of the events of alerts, in order."""
    return [event.short_type for event in alert_events(process)]


def alert_events(process: FakeProcess) -> list[Any]:
    """The events of alerts, in order."""
    heard = (recorded.domain_event for recorded in process.heard)
    return [event for event in heard if isinstance(event, AlertDomainEvent)]


def alerts(process: FakeProcess) -> list[AlertState]:
    """What this process has in memory."""
    return list(process.get(CurrentAlerts))
