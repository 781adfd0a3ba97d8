"""What is written about an instance is written once for each change."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from simulator.ec2.instance_xml import instance_xml
from simulator.ec2.status_xml import status_xml
from simulator.fleet.fleet import Fleet
from simulator.fleet.instance import Instance
from simulator.fleet.life_cycle import Delays
from simulator.fleet.plan import FleetPlan

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
Change = Callable[[Fleet, Instance], object]


@pytest.fixture
def fleet() -> Fleet:
    """One worker that takes its time, at noon."""
    delays = Delays(pending_seconds=5, stopping_seconds=8, initializing_seconds=20)
    return Fleet(FleetPlan(workers=1, delays=delays), lambda: NOON)


def texts(instance: Instance, now: datetime = NOON) -> tuple[str, str]:
    """What is told about the instance."""
    return instance_xml(instance, now, "123456789012"), status_xml(instance, now)


def test_writes_nothing_anew_when_nothing_changed(fleet: Fleet) -> None:
    """The very same texts are given again."""
    (instance,) = fleet.all()
    first, second = texts(instance), texts(instance, NOON + timedelta(hours=1))
    assert first[0] is second[0]
    assert first[1] is second[1]


@pytest.mark.parametrize(
    "change",
    [
        lambda fleet, instance: fleet.stop([instance]),
        lambda fleet, instance: fleet.reboot([instance]),
        lambda fleet, instance: fleet.terminate([instance]),
        lambda fleet, instance: fleet.tag(instance, {"course": "ccde"}),
        lambda fleet, instance: instance.impair(NOON),
        lambda fleet, instance: instance.monitor(wanted=True),
        lambda fleet, instance: setattr(instance, "instance_type", "m5.metal"),
    ],
)
def test_writes_anew_when_something_changed(fleet: Fleet, change: Change) -> None:
    """Whatever is done to an instance shows at once."""
    (instance,) = fleet.all()
    before = texts(instance)
    change(fleet, instance)
    assert texts(instance) != before


def test_writes_anew_when_time_has_done_something(fleet: Fleet) -> None:
    """States and checks that come true by themselves show, too."""
    (instance,) = fleet.all()
    fleet.stop([instance])
    moments = (NOON, NOON + timedelta(seconds=8))
    told = [texts(instance, at) for at in moments]
    instance.start(moments[-1])
    told += [texts(instance, moments[-1] + timedelta(seconds=after)) for after in (0, 5, 25)]
    in_full, in_short = zip(*told, strict=True)
    assert len(set(in_full)) == 4  # stopping, stopped, pending, running
    assert len(set(in_short)) == 5  # and running with checks that have passed
