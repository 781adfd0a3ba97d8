"""The command line of the simulator."""

from simulator.__main__ import build_server, parse_arguments


def test_plans_the_fleet_when_options_are_given() -> None:
    """Options decide the fleet and how it is served."""
    options = ["--workers", "4", "--regions", "us-east-1,eu-west-1", "--seed", "9", "--no-throttling", "--instant"]
    simulation = build_server(parse_arguments(options)).simulation
    assert len(simulation.fleet.all()) == 4
    assert simulation.fleet.regions == ("us-east-1", "eu-west-1")
    assert simulation.fleet.plan.seed == 9
    assert simulation.fleet.plan.delays.stopping_seconds == 0
    assert not simulation.limiter.enabled


def test_takes_its_time_when_nothing_is_said() -> None:
    """Without options there are ten workers, delays like those of a demo, and AWS's limits."""
    simulation = build_server(parse_arguments([])).simulation
    assert len(simulation.fleet.all()) == 10
    assert 3 <= simulation.fleet.plan.delays.stopping_seconds <= 8
    assert simulation.limiter.enabled
