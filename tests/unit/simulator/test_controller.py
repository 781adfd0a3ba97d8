"""The controllers that instances carry."""

from datetime import UTC, datetime, timedelta

import pytest

from simulator.fleet.catalogue import memory_gib, version_in
from simulator.fleet.controller.controller import Controller
from simulator.fleet.controller.founding import ControllerPlan
from simulator.fleet.controller.lab_load import REMEMBERED_LEVELS, LabLoad, Level
from simulator.fleet.controller.node_definition import definition_of
from simulator.fleet.controller.node_life import NodeDelays
from simulator.fleet.controller.telemetry import REMEMBERED_EVENTS, Category, Telemetry
from simulator.fleet.fleet import Fleet
from simulator.fleet.instance_load import cpu_percent_of
from simulator.fleet.plan import FleetPlan

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
NOON_SECOND = int(NOON.timestamp())


def controllers(plan: FleetPlan) -> list[Controller]:
    """Make a fleet's controllers."""
    fleet = Fleet(plan, lambda: NOON)
    return [fleet.controller_of(each) for each in fleet.all()]


def test_is_the_same_when_the_seed_is_the_same() -> None:
    """Labs, ids, users and tokens follow from the plan; another seed gives others."""
    first, second, other = [
        [(list(each.labs), each.compute_id, list(each.static_tokens)) for each in controllers(plan)]
        for plan in (FleetPlan(workers=3), FleetPlan(workers=3), FleetPlan(workers=3, seed=2))
    ]
    assert first == second
    assert not any(mine == others for mine, others in zip(first, other, strict=True))


def test_loses_all_load_when_its_instance_stops() -> None:
    """What ran no longer does, and the history says so once for each node."""
    fleet = Fleet(FleetPlan(workers=1), lambda: NOON)
    (instance,) = fleet.all()
    controller = fleet.controller_of(instance)
    running = sum(node.state_at(NOON).is_active for node in controller.nodes())
    before = cpu_percent_of(instance, NOON_SECOND)
    fleet.stop([instance])
    stopped = [each for each in controller.telemetry.told_at(NOON) if each.category is Category.STOP_NODE]
    assert len(stopped) == running > 0
    assert controller.cores_at(NOON) == 0
    assert cpu_percent_of(instance, NOON_SECOND) == pytest.approx(0.15 * before, abs=0.001)


def test_uses_more_the_more_labs_run() -> None:
    """Each start adds to the load of the instance, and each stop takes from it, to the last lab."""
    fleet = Fleet(FleetPlan(workers=1), lambda: NOON)
    (instance,) = fleet.all()
    controller = fleet.controller_of(instance)
    measured = []
    for lab in controller.labs.values():
        controller.stop_lab(lab, lab.owner, NOON)
    for lab in controller.labs.values():
        measured.append(cpu_percent_of(instance, NOON_SECOND))
        controller.start_lab(lab, lab.owner, NOON)
    measured.append(cpu_percent_of(instance, NOON_SECOND))
    assert measured == sorted(set(measured))


def test_boots_slowly_when_large() -> None:
    """How long a node boots is a multiple of the plan's usual time; one nobody knows is like a small host."""
    plan = ControllerPlan(labs=1, started_percent=0, node_delays=NodeDelays(booting_seconds=10))
    (controller,) = controllers(FleetPlan(workers=1, controllers=plan))
    (lab,) = controller.labs.values()
    controller.start_lab(lab, lab.owner, NOON)
    booted = {node.definition.name: node.life.last_step_at() - NOON for node in lab.nodes.values()}
    for name, after in booted.items():
        assert after == timedelta(seconds=10 * definition_of(name).boots)
    assert definition_of("nobody-knows").ram_mib == definition_of("alpine").ram_mib


def test_remembers_a_bounded_history() -> None:
    """The oldest events and levels are forgotten."""
    telemetry, load = Telemetry(), LabLoad()
    for second in range(REMEMBERED_EVENTS + 10):
        telemetry.tell(NOON + timedelta(seconds=second), Category.RUNNING_NODES, count=second)
    told = telemetry.told_at(NOON + timedelta(days=1))
    assert (len(told), told[0].facts["count"]) == (REMEMBERED_EVENTS, 10)
    for second in range(REMEMBERED_LEVELS + 10):
        load.replace_from(second, [Level(second, float(second))])
    assert load.cores_at(5) == 0
    assert load.cores_at(REMEMBERED_LEVELS) == REMEMBERED_LEVELS


def test_has_the_version_of_its_image() -> None:
    """Unless the plan names one, or the image speaks of none."""
    assert version_in("cisco-cml2.7-lablet-v0.0.9") == "2.7.0+build.3"
    assert version_in("ubuntu") == "2.9.0+build.3"
    plan = FleetPlan(workers=2, controllers=ControllerPlan(version="2.10.0+build.1"))
    assert {each.version for each in controllers(plan)} == {"2.10.0+build.1"}


def test_has_memory_by_its_type() -> None:
    """Families differ in what they have for each processor."""
    assert [memory_gib(name) for name in ("c5.2xlarge", "m5.4xlarge", "m5zn.metal", "r5.2xlarge")] == [16, 64, 192, 64]
