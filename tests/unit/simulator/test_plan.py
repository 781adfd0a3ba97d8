"""How the fleet follows from its plan."""

from datetime import UTC, datetime

from simulator.fleet.fleet import Fleet
from simulator.fleet.instance_state import InstanceState
from simulator.fleet.plan import FleetPlan

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


def fleet(**plan: int) -> Fleet:
    """A fleet at noon."""
    return Fleet(FleetPlan(regions=("us-east-1", "eu-west-1"), **plan), lambda: NOON)  # type: ignore[arg-type]


def test_is_the_same_when_the_seed_is_the_same() -> None:
    """Equal plans make equal instances; more workers leave the first ones as they are."""
    assert fleet(workers=20, seed=3).all() == fleet(workers=30, seed=3).all()[:20]
    assert fleet(workers=20, seed=3).all() != fleet(workers=20, seed=4).all()


def test_has_no_two_alike_when_large() -> None:
    """Ids, private and public addresses are unique."""
    instances = fleet(workers=5000).all()
    for facts in (
        {each.instance_id for each in instances},
        {each.placement.private_ip_address for each in instances},
        {each.public_ip_at(NOON) for each in instances},
    ):
        assert len(facts) == 5000


def test_has_some_stopped_when_planned() -> None:
    """About so many of a hundred are stopped, with a reason."""
    stopped = [
        each for each in fleet(workers=1000, stopped_percent=20).all() if each.state_at(NOON) is InstanceState.STOPPED
    ]
    assert 150 < len(stopped) < 250
    assert all(each.state_transition_reason.startswith("User initiated (2") for each in stopped)


def test_measures_some_every_minute_when_planned() -> None:
    """About so many of a hundred have detailed monitoring."""
    detailed = [
        each for each in fleet(workers=1000, detailed_monitoring_percent=50).all() if each.has_detailed_monitoring
    ]
    assert 400 < len(detailed) < 600
