"""Repositories of rules and mutes: the fakes and the real ones keep alike."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.alert.alert_mute import AlertMute, AlertMuteRepository
from domain.alert.alert_rule import AlertRule, AlertRuleRepository, AlertScope
from domain.alert.watched import Comparison, Watched
from fakes.fake_clock import NOON
from fakes.in_memory_alerts import InMemoryAlertMuteRepository, InMemoryAlertRuleRepository
from integration.mongo.mongo_alert_mute_repository import MongoAlertMuteRepository
from integration.mongo.mongo_alert_rule_repository import MongoAlertRuleRepository

RULE = AlertRule(
    id="busy",
    watched=Watched.CPU_PERCENT,
    comparison=Comparison.ABOVE,
    threshold=90.0,
    scope=AlertScope(tags=("course:ccnp",)),
    changed_at=NOON,
    changed_by="key:x",
    version=1,
)
MUTE = AlertMute(rule_id="busy", until=NOON + timedelta(days=36_500), muted_by="key:x", muted_at=NOON)


@pytest.fixture(params=["in_memory", "mongo"])
def rules(request: pytest.FixtureRequest) -> AlertRuleRepository:
    """Each kind of repository there is."""
    if request.param == "in_memory":
        return InMemoryAlertRuleRepository()
    return MongoAlertRuleRepository(request.getfixturevalue("mongo"))


@pytest.fixture(params=["in_memory", "mongo"])
def mutes(request: pytest.FixtureRequest) -> AlertMuteRepository:
    """Each kind of repository there is."""
    if request.param == "in_memory":
        return InMemoryAlertMuteRepository()
    return MongoAlertMuteRepository(request.getfixturevalue("mongo"))


async def test_gives_back_rules_as_they_were_kept(rules: AlertRuleRepository) -> None:
    """By id, until they are removed."""
    assert await rules.save_async(replace(RULE, id="idle"))
    assert await rules.save_async(RULE)
    assert list(await rules.list_async()) == [RULE, replace(RULE, id="idle")]
    assert await rules.remove_async("busy")
    assert not await rules.remove_async("busy")


async def test_keeps_the_rule_that_is_there_when_somebody_changed_it_meanwhile(rules: AlertRuleRepository) -> None:
    """Of two first versions one is kept, and of two changes of one version."""
    assert await rules.save_async(RULE)
    assert not await rules.save_async(replace(RULE, threshold=1.0))
    changed = replace(RULE, threshold=95.0, version=2)
    assert await rules.save_async(changed)
    assert not await rules.save_async(replace(changed, threshold=1.0))
    assert list(await rules.list_async()) == [changed]


async def test_gives_back_mutes_as_they_were_kept(mutes: AlertMuteRepository) -> None:
    """The next one of the same rule and worker takes the place of the one before; the first to end comes first."""
    later = replace(MUTE, until=MUTE.until + timedelta(days=1), reason="longer")
    other = replace(MUTE, worker_id="w")
    for mute in (MUTE, later, other):
        await mutes.put_async(mute)
    assert list(await mutes.list_async()) == [other, later]
    assert await mutes.remove_async(MUTE.id)
    assert not await mutes.remove_async(MUTE.id)
