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


def test_has_cml_hosts_when_told_so() -> None:
    """The options decide labs, passwords, licences, TLS, and how long nodes take."""
    wish = ["--cml-tls", "--cml-labs", "2", "--cml-password", "p", "--cml-unlicensed", "3", "--cml-strange-password"]
    server = build_server(parse_arguments([*wish, "7,8"]))
    plan = server.simulation.fleet.plan.controllers
    assert server.cml is not None
    assert server.cml.side.is_secure
    assert (plan.labs, sorted(plan.unlicensed)) == (2, [3])
    assert [plan.password_of(serial) for serial in (1, 7)] == ["p", "p-7"]
    assert plan.node_delays.booting_seconds > 0
    assert build_server(parse_arguments(["--instant"])).cml is None
