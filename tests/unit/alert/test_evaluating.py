"""When alerts come, and when they are over."""

import asyncio
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from application.alert.alert_evaluation import AlertEvaluation
from application.alert.alert_watch import LOOK_SECONDS, AlertWatch
from domain.alert.alert_events import ResolveReason
from domain.alert.alert_rule import AlertRule, AlertScope
from domain.alert.alert_state import AlertStatus
from domain.alert.watched import Comparison, Watched
from domain.errors import SourceUnavailableError
from domain.telemetry.worker_telemetry import WorkerTelemetry
from domain.worker.worker_service import ServiceStatus
from domain.worker.worker_status import WorkerStatus
from fakes.alert_steps import BUSY, alert_events, alerts, cpu, look, only, told
from fakes.fake_clock import NOON
from fakes.fake_process import FakeProcess, FakeWorld, until
from fakes.worker_steps import committed, start, stop


async def test_fires_once_when_it_has_been_so_for_long_enough(world: FakeWorld, process: FakeProcess) -> None:
    """Not before, and not again."""
    only(world, BUSY)
    worker = await committed(process)
    await cpu(world, process, worker, 95)
    await look(world, process, times=4)
    assert told(process) == []
    await look(world, process)
    world.clock.pass_seconds(15)
    await look(world, process, times=5)
    assert told(process) == ["alert.fired"]
    [alert] = alerts(process)
    assert (alert.about.since, alert.about.value) == (NOON, 95)
    assert alert.about.message == "cpu_percent is 95.0, above 90.0"
    assert alert_events(process)[0].worker_id == worker.state.id


async def test_begins_anew_when_a_figure_flaps(world: FakeWorld, process: FakeProcess) -> None:
    """A figure that is well at one look has not been so all the time."""
    only(world, BUSY)
    worker = await committed(process)
    for _ in range(10):
        await cpu(world, process, worker, 95)
        await look(world, process, times=3)
        await cpu(world, process, worker, 85)
        await look(world, process)
        world.clock.pass_seconds(15)
    assert told(process) == []


async def test_is_one_alert_when_a_figure_moves_between_its_thresholds(world: FakeWorld, process: FakeProcess) -> None:
    """It ends where the rule says that it is cleared."""
    only(world, replace(BUSY, for_seconds=0))
    worker = await committed(process)
    for percent in (95, 85, 95, 81):
        await cpu(world, process, worker, percent)
        await look(world, process)
    assert told(process) == ["alert.fired"]
    await cpu(world, process, worker, 80)
    await look(world, process)
    assert told(process) == ["alert.fired", "alert.resolved"]
    [alert] = alerts(process)
    assert (alert.status, alert.resolve_reason) == (AlertStatus.RESOLVED, ResolveReason.CLEARED)
    await cpu(world, process, worker, 95)
    await look(world, process)
    assert told(process)[2:] == ["alert.fired"]


async def test_ends_nothing_when_a_figure_is_not_known_any_more(world: FakeWorld, process: FakeProcess) -> None:
    """A controller that hangs because it is busy is still busy; who was never measured has no alert."""
    only(world, replace(BUSY, for_seconds=0), replace(BUSY, id="idle", comparison=Comparison.BELOW, threshold=1.0))
    worker = await committed(process)
    await look(world, process)
    assert told(process) == []
    await cpu(world, process, worker, 95)
    await look(world, process)
    process.view.workers_of([worker.state.id])[0].telemetry = WorkerTelemetry()
    await look(world, process)
    assert told(process) == ["alert.fired"]


async def test_goes_on_when_a_process_starts_anew(world: FakeWorld) -> None:
    """What fires goes on firing; a figure that pends is counted from the start."""
    only(world, BUSY, replace(BUSY, id="busier", for_seconds=90))
    async with FakeProcess(world) as before:
        worker = await committed(before)
        await cpu(world, before, worker, 95)
        await look(world, before, times=5)
        assert told(before) == ["alert.fired"]
    async with FakeProcess(world) as after:
        await look(world, after, times=6)
        assert told(after) == []
        assert [alert.status for alert in alerts(after)] == [AlertStatus.FIRING]
        world.clock.pass_seconds(15)
        await look(world, after)
        assert told(after) == ["alert.fired"]


@pytest.mark.parametrize(
    ("watched", "state"), [(Watched.STATUS, WorkerStatus.STOPPED), (Watched.SERVICE_STATUS, ServiceStatus.STARTING)]
)
async def test_state_is_known_to_pend_when_a_process_starts_anew(
    world: FakeWorld, watched: Watched, state: str
) -> None:
    """The worker's state tells since when: a restart delays nothing."""
    only(world, AlertRule(id="so", watched=watched, comparison=Comparison.IS, state=state, for_seconds=60))
    async with FakeProcess(world) as before:
        worker = await committed(before)
        await before.commit_async(stop(worker))
        if watched is Watched.SERVICE_STATUS:
            await before.commit_async(start(worker))
        await look(world, before, times=4)
        assert told(before) == []
    async with FakeProcess(world) as after:
        world.clock.pass_seconds(15)
        await look(world, after)
        assert told(after) == ["alert.fired"]
        assert [alert.about.since for alert in alerts(after)] == [NOON]


async def test_is_one_alert_when_two_processes_look(world: FakeWorld) -> None:
    """Whoever comes second finds it in the log."""
    only(world, BUSY)
    async with FakeProcess(world) as one, FakeProcess(world) as two:
        worker = await committed(one)
        await cpu(world, one, worker, 95)
        await until(lambda: two.view.position == one.view.position)
        await look(world, one)
        await look(world, two)
        world.clock.pass_seconds(60)
        await look(world, one)
        await look(world, two)
        await until(lambda: two.view.position == one.view.position)
        assert told(one) == told(two) == ["alert.fired"]
        assert [alert.state_version for alert in alerts(two)] == [1]


@pytest.mark.parametrize("removed", [True, False])
async def test_is_over_when_a_worker_goes(world: FakeWorld, process: FakeProcess, removed: bool) -> None:
    """Removed or stopped: nobody needs to look after it."""
    only(world, replace(BUSY, for_seconds=0))
    worker = await committed(process)
    await cpu(world, process, worker, 95)
    await look(world, process)
    if removed:
        worker.remove(NOON)
    else:
        stop(worker)
    await process.commit_async(worker)
    await look(world, process)
    [alert] = alerts(process)
    assert alert.resolve_reason is (ResolveReason.WORKER_LEFT if removed else ResolveReason.OUT_OF_SCOPE)


async def test_watches_the_status_of_workers_that_do_not_run(world: FakeWorld, process: FakeProcess) -> None:
    """That alone; and it is over when they run."""
    rule = AlertRule(id="off", watched=Watched.STATUS, comparison=Comparison.IS, state="stopped", version=1)
    only(world, rule, replace(rule, id="odd", comparison=Comparison.IS_NOT, state="running"))
    worker = await committed(process)
    await look(world, process)
    assert told(process) == []
    await process.commit_async(stop(worker))
    await look(world, process)
    assert {alert.about.message for alert in alerts(process)} == {"status is stopped"}
    await process.commit_async(start(worker))
    await look(world, process)
    assert sorted(told(process)) == ["alert.fired"] * 2 + ["alert.resolved"] * 2


@pytest.mark.parametrize(
    ("scope", "watched"),
    [
        (AlertScope(regions=("us-east-1",), tags=("owner:ops",)), True),
        (AlertScope(regions=("eu-west-1",)), False),
        (AlertScope(tags=("owner:ann",)), False),
        (AlertScope(worker_ids=("nobody",)), False),
    ],
)
async def test_watches_the_scope_alone(
    world: FakeWorld, process: FakeProcess, scope: AlertScope, watched: bool
) -> None:
    """All that is given must hold."""
    only(world, replace(BUSY, for_seconds=0, scope=scope))
    await cpu(world, process, await committed(process), 95)
    await look(world, process)
    assert told(process) == ["alert.fired"] * watched


async def test_counts_anew_when_a_rule_changes(world: FakeWorld, process: FakeProcess) -> None:
    """What pends of the rule as it was is no measure; what fires of one that is off is over."""
    only(world, BUSY)
    await cpu(world, process, await committed(process), 95)
    await look(world, process, times=4)
    only(world, replace(BUSY, version=2))
    world.clock.pass_seconds(15)
    await look(world, process, times=4)
    assert told(process) == []
    world.clock.pass_seconds(15)
    await look(world, process)
    only(world, replace(BUSY, version=3, enabled=False))
    await look(world, process)
    assert told(process) == ["alert.fired", "alert.resolved"]


async def test_forgets_what_was_resolved_a_day_ago(world: FakeWorld, process: FakeProcess) -> None:
    """What fired again meanwhile stays."""
    only(world, replace(BUSY, for_seconds=0))
    one, two = await committed(process), await committed(process, 2)
    for worker in (one, two):
        for percent in (95, 10):
            await cpu(world, process, worker, percent)
            await look(world, process)
    world.clock.pass_seconds(24 * 3600 + 1)
    await cpu(world, process, two, 95)
    await look(world, process)
    assert [alert.about.worker_id for alert in alerts(process)] == [two.state.id]


async def test_looks_later_when_the_database_is_away(world: FakeWorld, process: FakeProcess) -> None:
    """A command goes on; a run of the job fails."""
    world.alert_rules.down = True
    evaluation = process.get(AlertEvaluation)
    await evaluation.look_again_async()
    with pytest.raises(SourceUnavailableError):
        await evaluation.evaluate_async()


async def test_is_looked_for_again_and_again(world: FakeWorld, process: FakeProcess) -> None:
    """Each quarter of a minute, and also after the database was away."""
    only(world, replace(BUSY, for_seconds=0))
    await cpu(world, process, await committed(process, 1), 95)
    watch = process.get(AlertWatch)
    await watch.start_async()
    await asyncio.sleep(0)
    world.alert_rules.down = True
    with capture_logs() as lines:
        world.clock.pass_seconds(LOOK_SECONDS)
        await until(lambda: [line["event"] for line in lines] == ["alerts_not_evaluated"])
    world.alert_rules.down = False
    await asyncio.sleep(0)
    world.clock.pass_seconds(LOOK_SECONDS)
    await until(lambda: alert_events(process))
    await watch.stop_async()


async def test_is_not_looked_for_when_monitoring_is_off(world: FakeWorld) -> None:
    """The one switch turns it off with the jobs of the fleet."""
    only(world, replace(BUSY, for_seconds=0))
    async with FakeProcess(world, worker_monitoring_enabled=False) as process:
        await cpu(world, process, await committed(process, 1), 95)
        watch = process.get(AlertWatch)
        await watch.start_async()
        for _ in range(3):
            world.clock.pass_seconds(LOOK_SECONDS)
            await asyncio.sleep(0)
        assert not alert_events(process)
        await watch.stop_async()
