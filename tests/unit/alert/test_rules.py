"""Rules of alerts: kept, changed, refused."""

from dataclasses import replace
from typing import Any

import pytest

from application.alert.alert_rules import MAX_RULES
from application.alert.change_alert_rule_command import ChangeAlertRuleCommand
from application.alert.create_alert_rule_command import CreateAlertRuleCommand
from application.alert.get_alert_rule_query import GetAlertRuleQuery
from application.alert.list_alert_rules_query import ListAlertRulesQuery
from application.alert.remove_alert_rule_command import RemoveAlertRuleCommand
from domain.access.principal import Role
from domain.alert.alert_rule import AlertRule, AlertScope, Severity
from domain.alert.alert_state import AlertState
from domain.alert.watched import Comparison, Watched
from domain.errors import InvalidValuesError
from domain.events.fleet_event import FleetEvent
from fakes.alert_steps import BUSY, cpu, told
from fakes.fake_clock import NOON
from fakes.fake_process import FakeProcess, FakeWorld
from fakes.worker_steps import committed

BUILT_IN = ["controller-unavailable", "disk-nearly-full", "license-expires-soon", "source-failing"]


def creation(**fields: Any) -> CreateAlertRuleCommand:
    """A rule that fires at once."""
    usual: dict[str, Any] = {
        "rule_id": "busy",
        "description": "",
        "watched": Watched.CPU_PERCENT,
        "comparison": Comparison.ABOVE,
        "threshold": 90.0,
        "clear_threshold": None,
        "state": "",
        "for_seconds": 0.0,
        "severity": Severity.CRITICAL,
        "scope": AlertScope(),
        "enabled": True,
    }
    return CreateAlertRuleCommand(**{**usual, **fields})


async def test_watches_from_the_answer_on(world: FakeWorld, process: FakeProcess) -> None:
    """And no more once it is removed."""
    await cpu(world, process, await committed(process), 95)
    made = (await process.send_async(creation())).data
    assert (made.version, made.changed_by, made.changed_at) == (1, "key:ADMIN", NOON)
    assert told(process) == ["alert.fired"]
    assert (await process.send_async(RemoveAlertRuleCommand("busy"))).status == 204
    assert told(process) == ["alert.fired", "alert.resolved"]
    assert (await process.send_async(RemoveAlertRuleCommand("busy"))).status == 404


async def test_shows_rules_to_operators_and_lets_admins_change_them(process: FakeProcess) -> None:
    """The rules of the service among them."""
    await process.send_async(creation())
    rules = (await process.send_async(ListAlertRulesQuery(), Role.OPERATOR)).data
    assert [rule.id for rule in rules] == ["busy", *BUILT_IN]
    assert (await process.send_async(GetAlertRuleQuery("busy"), Role.OPERATOR)).data.threshold == 90
    assert (await process.send_async(GetAlertRuleQuery("nobody"))).status == 404
    assert (await process.send_async(creation(rule_id="other"), Role.OPERATOR)).status == 403


async def test_refuses_a_second_rule_of_the_same_id(process: FakeProcess) -> None:
    """Also one of the service's, which cannot be removed either."""
    assert (await process.send_async(creation(rule_id="disk-nearly-full"))).status == 409
    assert (await process.send_async(RemoveAlertRuleCommand("disk-nearly-full"))).status == 409


async def test_refuses_more_rules_than_can_be_looked_at(world: FakeWorld, process: FakeProcess) -> None:
    """There is a limit."""
    many = [replace(BUSY, id=f"rule-{number}") for number in range(MAX_RULES)]
    world.alert_rules.records = {rule.id: rule for rule in many}
    assert (await process.send_async(creation())).status == 409


async def test_refuses_a_change_of_what_somebody_else_has_changed(world: FakeWorld, process: FakeProcess) -> None:
    """Who changes what was loaded before overwrites nothing."""
    await process.send_async(creation())
    save = world.alert_rules.save_async

    async def overtaken(rule: AlertRule) -> bool:
        await save(rule)
        return await save(rule)

    world.alert_rules.save_async = overtaken  # type: ignore[method-assign]
    changed = await process.send_async(ChangeAlertRuleCommand(rule_id="busy", changes={"threshold": 95.0}))
    assert changed.status == 409


@pytest.mark.parametrize(
    ("fields", "pointers"),
    [
        ({"threshold": None}, {"/threshold"}),
        ({"state": "running"}, {"/state"}),
        ({"comparison": Comparison.IS}, {"/comparison"}),
        ({"clear_threshold": 95.0}, {"/clear_threshold"}),
        ({"comparison": Comparison.BELOW, "clear_threshold": 80.0}, {"/clear_threshold"}),
        ({"watched": Watched.STATUS}, {"/comparison", "/state", "/threshold"}),
        ({"watched": Watched.STATUS, "comparison": Comparison.IS, "state": "stopped"}, {"/threshold"}),
    ],
)
def test_refuses_what_makes_no_sense(fields: dict[str, Any], pointers: set[str]) -> None:
    """Each fault is named."""
    with pytest.raises(InvalidValuesError) as refused:
        replace(BUSY, **{"clear_threshold": None, **fields}).check()
    assert {pointer for pointer, _ in refused.value.faults} == pointers


def test_accepts_a_figure_that_is_to_be_large() -> None:
    """A figure that is too small clears above its threshold."""
    replace(BUSY, comparison=Comparison.BELOW, threshold=1.0, clear_threshold=5.0).check()


def test_refuses_events_of_others() -> None:
    """An alert's state follows from its own events."""
    event = FleetEvent(aggregate_id="a", created_at=NOON)
    with pytest.raises(TypeError, match="an alert's state cannot follow from FleetEvent"):
        AlertState().on(event)
