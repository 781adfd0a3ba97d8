"""What people do about alerts."""

from dataclasses import replace
from datetime import timedelta

from application.alert.acknowledge_alert_command import AcknowledgeAlertCommand
from application.alert.alert_criteria import AlertCriteria
from application.alert.get_alert_query import GetAlertQuery
from application.alert.list_alert_mutes_query import ListAlertMutesQuery
from application.alert.list_alerts_query import ListAlertsQuery
from application.alert.mute_alerts_command import MuteAlertsCommand
from application.alert.unmute_alerts_command import UnmuteAlertsCommand
from domain.access.principal import Role
from domain.alert.alert_mute import AlertMute
from domain.alert.alert_rule import Severity
from domain.alert.alert_state import AlertState, AlertStatus
from fakes.alert_steps import BUSY, alert_events, alerts, cpu, look, only, told
from fakes.fake_clock import NOON
from fakes.fake_process import FakeProcess, FakeWorld, until
from fakes.worker_steps import committed

HOUR = timedelta(hours=1)
UNKNOWN = "00000000-0000-4000-8000-000000000000"


async def firing(world: FakeWorld, process: FakeProcess) -> AlertState:
    """An alert that fires at noon."""
    only(world, replace(BUSY, for_seconds=0))
    await cpu(world, process, await committed(process), 95)
    await look(world, process)
    [alert] = alerts(process)
    return alert


async def test_says_who_takes_care(world: FakeWorld, process: FakeProcess) -> None:
    """Whoever is second is shown who was first; it stays so while it is."""
    alert = await firing(world, process)
    for role, comment in ((Role.OPERATOR, "mine"), (Role.ADMIN, "no, mine")):
        result = await process.send_async(AcknowledgeAlertCommand(alert_id=alert.id, comment=comment), role)
        shown = result.data.acknowledged
        assert (result.data.status, shown.by, shown.comment) == ("acknowledged", "key:OPERATOR", "mine")
    await look(world, process, times=3)
    assert told(process) == ["alert.fired", "alert.acknowledged"]
    assert (await process.send_async(AcknowledgeAlertCommand(alert_id=UNKNOWN))).status == 404
    assert (await process.send_async(AcknowledgeAlertCommand(alert_id=alert.id), Role.VIEWER)).status == 403


async def test_refuses_to_take_care_of_what_is_over(world: FakeWorld, process: FakeProcess) -> None:
    """There is nothing to do."""
    alert = await firing(world, process)
    only(world)
    await look(world, process)
    result = await process.send_async(AcknowledgeAlertCommand(alert_id=alert.id))
    assert (result.status, result.error_message) == (409, "the alert is resolved and not firing")


async def test_gives_up_when_overtaken_twice(world: FakeWorld, process: FakeProcess) -> None:
    """Somebody else knows better what it is like."""
    alert = await firing(world, process)
    world.documents.alerts[alert.id].state_version = 0
    world.documents.project_async = lambda *_: _nothing()  # type: ignore[method-assign]
    assert (await process.send_async(AcknowledgeAlertCommand(alert_id=alert.id))).status == 409


async def test_mutes_what_fires_and_fires_when_the_mute_is_over(world: FakeWorld, process: FakeProcess) -> None:
    """It is seen meanwhile, with who muted it, and no process tells it again."""
    alert = await firing(world, process)
    command = MuteAlertsCommand(rule_id="busy", until=NOON + HOUR, reason="a new disk")
    mute = (await process.send_async(command, Role.OPERATOR)).data
    assert mute.id == "rule-busy"
    shown = (await process.send_async(GetAlertQuery(alert.id))).data
    assert (shown.status, shown.muted.by, shown.muted.until) == ("muted", "key:OPERATOR", NOON + HOUR)
    await look(world, process, times=2)
    assert told(process) == ["alert.fired", "alert.muted"]
    world.clock.pass_seconds(3600)
    assert (await process.send_async(ListAlertMutesQuery())).data == []
    await look(world, process)
    assert told(process) == ["alert.fired", "alert.muted", "alert.fired"]
    assert alert_events(process)[2].occasion.since == NOON


async def test_does_not_fire_what_is_muted_already(world: FakeWorld, process: FakeProcess) -> None:
    """It is seen, it may end unheard, and the mute that lasts longest holds."""
    only(world, replace(BUSY, for_seconds=0))
    worker = await committed(process)
    for hours, named in ((2, {"worker_id": worker.state.id}), (1, {"rule_id": "busy"})):
        await process.send_async(MuteAlertsCommand(**named, until=NOON + hours * HOUR))
    await cpu(world, process, worker, 95)
    await look(world, process)
    [alert] = alerts(process)
    assert (alert.status, alert.fired_at) == (AlertStatus.MUTED, None)
    assert alert_events(process)[0].until == NOON + 2 * HOUR
    await cpu(world, process, worker, 10)
    await look(world, process)
    assert told(process) == ["alert.muted", "alert.resolved"]


async def test_fires_at_once_when_a_mute_is_ended(world: FakeWorld, process: FakeProcess) -> None:
    """And another process sees it too."""
    async with FakeProcess(world) as other:
        alert = await firing(world, process)
        worker_id = alert.about.worker_id
        await process.send_async(MuteAlertsCommand(rule_id="busy", worker_id=worker_id, until=NOON + HOUR))
        [mute] = (await other.send_async(ListAlertMutesQuery(), Role.VIEWER)).data
        assert mute.id == f"rule-busy-worker-{worker_id}"
        await process.send_async(UnmuteAlertsCommand(mute.id), Role.OPERATOR)
        await until(lambda: told(other) == ["alert.fired", "alert.muted", "alert.fired"])
        assert (await process.send_async(UnmuteAlertsCommand(mute.id))).status == 404


async def test_refuses_a_mute_of_nothing(process: FakeProcess) -> None:
    """What there is not, without end, or over already."""
    for command, status in (
        (MuteAlertsCommand(until=NOON + HOUR), 422),
        (MuteAlertsCommand(rule_id="disk-nearly-full", until=NOON), 422),
        (MuteAlertsCommand(rule_id="disk-nearly-full", until=NOON + timedelta(days=91)), 422),
        (MuteAlertsCommand(rule_id="nobody", until=NOON + HOUR), 404),
        (MuteAlertsCommand(worker_id=UNKNOWN, until=NOON + HOUR), 404),
    ):
        assert (await process.send_async(command)).status == status
    assert AlertMute(worker_id="w", until=NOON, muted_by="", muted_at=NOON).id == "worker-w"


async def test_lists_what_was_asked_for(world: FakeWorld, process: FakeProcess) -> None:
    """All that is given must hold; the newest comes first."""
    alert = await firing(world, process)
    only(world, replace(BUSY, for_seconds=0), replace(BUSY, id="late", for_seconds=30, severity=Severity.INFO))
    await look(world, process, times=3)
    worker_id = alert.about.worker_id
    everything = (await process.send_async(ListAlertsQuery(limit=1), Role.VIEWER)).data
    assert ([item.rule_id for item in everything.items], everything.total) == (["late"], 2)
    for criteria, rules in (
        (AlertCriteria(statuses=frozenset({AlertStatus.FIRING}), regions=frozenset({"us-east-1"})), {"busy", "late"}),
        (AlertCriteria(statuses=frozenset({AlertStatus.RESOLVED})), set()),
        (AlertCriteria(severities=frozenset({Severity.INFO})), {"late"}),
        (AlertCriteria(rule_ids=frozenset({"busy"}), worker_ids=frozenset({worker_id})), {"busy"}),
    ):
        found = (await process.send_async(ListAlertsQuery(criteria=criteria))).data
        assert {item.rule_id for item in found.items} == rules


async def test_knows_no_alert_that_never_was(process: FakeProcess) -> None:
    """Ids that follow from nothing are not found."""
    assert (await process.send_async(GetAlertQuery(UNKNOWN))).status == 404


async def _nothing() -> None:
    """Write nothing."""
