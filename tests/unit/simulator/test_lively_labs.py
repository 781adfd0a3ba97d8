"""Labs that live by themselves."""

from datetime import UTC, datetime, timedelta

from simulator.fleet.controller.founding import ControllerPlan
from simulator.fleet.controller.lab import LabState
from simulator.fleet.fleet import Fleet
from simulator.fleet.plan import FleetPlan
from simulator.lively_labs import MOST_LABS, LivelyLabs

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
PLAN = FleetPlan(workers=4, controllers=ControllerPlan(unlicensed=frozenset({4})))


def lived(steps: int, plan: FleetPlan = PLAN) -> tuple[Fleet, list[dict[str, str]]]:
    """Let labs live for so many steps, and tell all states after each."""
    now = [NOON]
    fleet = Fleet(plan, lambda: now[0])
    lively, states = LivelyLabs(fleet), []
    for _ in range(steps):
        now[0] += timedelta(seconds=lively.pause_seconds())
        lively.step()
        controllers = [fleet.controller_of(each) for each in fleet.all()]
        labs = [lab for controller in controllers for lab in controller.labs.values()]
        states.append({lab.lab_id: lab.state_at(now[0]).value for lab in labs})
    return fleet, states


def test_starts_and_stops_labs_when_it_lives() -> None:
    """Most steps change the state of a lab, some bring a new one, and never are there too many."""
    fleet, states = lived(80)
    differences = [set(new.items()) ^ set(old.items()) for new, old in zip(states[1:], states, strict=False)]
    assert sum(bool(difference) for difference in differences) > 40
    assert set(states[-1]) - set(states[0])
    assert max(len(fleet.controller_of(each).labs) for each in fleet.all()) <= MOST_LABS


def test_leaves_workers_alone_when_not_licensed() -> None:
    """Without a licence no lab ever runs."""
    fleet, _ = lived(80)
    controller = fleet.controller_of(fleet.all()[3])
    assert {lab.state_at(fleet.clock()) for lab in controller.labs.values()} == {LabState.DEFINED_ON_CORE}


def test_lives_the_same_life_when_the_seed_is_the_same() -> None:
    """The schedule is repeatable."""
    assert lived(30)[1] == lived(30)[1]


def test_waits_4_to_12_seconds_when_between_steps() -> None:
    """Steps are neither rushed nor rare."""
    lively, pauses = LivelyLabs(Fleet(PLAN, lambda: NOON)), set()
    for _ in range(100):
        pauses.add(lively.pause_seconds())
        lively.step()
    assert (min(pauses), max(pauses)) == (4, 12)


def test_does_nothing_when_there_is_nobody() -> None:
    """An empty fleet, and one that is stopped, stay as they are."""
    assert lived(3, FleetPlan(workers=0))[1] == [{}] * 3
    assert len(set(map(str, lived(5, FleetPlan(workers=2, stopped_percent=100))[1]))) == 1
    assert lived(5, FleetPlan(workers=1, controllers=ControllerPlan(labs=0)))[1] == [{}] * 5
