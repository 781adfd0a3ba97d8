"""A fleet that moves by itself."""

from datetime import UTC, datetime, timedelta

from simulator.fleet.fleet import Fleet
from simulator.fleet.instance_state import InstanceState
from simulator.fleet.life_cycle import Delays
from simulator.fleet.plan import FleetPlan
from simulator.lively import LivelyFleet

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
PLAN = FleetPlan(workers=20, delays=Delays(pending_seconds=5, stopping_seconds=8))


def history(steps: int) -> list[list[InstanceState]]:
    """Let a fleet live for so many steps and tell all states after each."""
    now = [NOON]
    fleet = Fleet(PLAN, lambda: now[0])
    lively, states = LivelyFleet(fleet), []
    for _ in range(steps):
        now[0] += timedelta(seconds=lively.pause_seconds())
        lively.step()
        states.append([each.state_at(now[0]) for each in fleet.all()])
    return states


def test_keeps_four_of_five_running_when_it_lives() -> None:
    """At most a fifth of the workers is not running at any time, and something changes at each step."""
    for states in history(200):
        assert states.count(InstanceState.RUNNING) >= 16
        assert set(states) != {InstanceState.RUNNING}


def test_lives_the_same_life_when_the_seed_is_the_same() -> None:
    """The schedule is repeatable."""
    assert history(50) == history(50)


def test_waits_20_to_40_seconds_when_between_steps() -> None:
    """Steps are neither rushed nor rare."""
    lively = LivelyFleet(Fleet(PLAN, lambda: NOON))
    pauses = set()
    for _ in range(100):
        pauses.add(lively.pause_seconds())
        lively.step()
    assert min(pauses) >= 20
    assert max(pauses) <= 40


def test_leaves_alone_what_others_stopped_when_it_starts_some() -> None:
    """It starts only what it stopped itself."""
    fleet = Fleet(FleetPlan(workers=20), lambda: NOON)
    by_hand = fleet.all()[0]
    fleet.stop([by_hand])
    lively = LivelyFleet(fleet)
    for _ in range(100):
        lively.step()
    assert by_hand.state_at(NOON) is InstanceState.STOPPED


def test_forgets_a_worker_when_somebody_else_started_it() -> None:
    """A worker that was started by hand and stopped by hand again is no longer its own to start."""
    fleet = Fleet(FleetPlan(workers=20), lambda: NOON)
    lively = LivelyFleet(fleet)
    lively.step()
    (stopped,) = [each for each in fleet.all() if each.state_at(NOON) is InstanceState.STOPPED]
    fleet.start([stopped])
    lively.step()
    fleet.stop([stopped])
    for _ in range(100):
        lively.step()
    assert stopped.state_at(NOON) is InstanceState.STOPPED


def test_changes_tags_and_types_when_it_lives() -> None:
    """Somebody gives workers other courses and owners, and those that were stopped other types; none loses a name."""
    now = [NOON]
    fleet = Fleet(PLAN, lambda: now[0])
    lively, before = LivelyFleet(fleet), Fleet(PLAN, lambda: NOON).all()
    for _ in range(60):
        now[0] += timedelta(seconds=30)
        lively.step()
    pairs = list(zip(fleet.all(), before, strict=True))
    assert sum(new.tags != old.tags for new, old in pairs) >= 10
    assert sum(new.instance_type != old.instance_type for new, old in pairs) >= 3
    assert all(new.name == old.name for new, old in pairs)


def test_does_nothing_when_there_is_nobody() -> None:
    """An empty fleet stays as it is."""
    fleet = Fleet(FleetPlan(workers=0), lambda: NOON)
    lively = LivelyFleet(fleet)
    for _ in range(4):
        lively.step()
    assert fleet.all() == []
