"""Samples that come late."""

from simulator.fleet.plan import FleetPlan


def test_spreads_the_delays_when_samples_may_be_late() -> None:
    """Each worker's samples are always equally late, within the plan's bound."""
    plan = FleetPlan(workers=40, latest_samples_seconds=55)
    delays = [plan.founded(serial).samples_come_after_seconds for serial in range(1, 41)]
    assert delays == [plan.founded(serial).samples_come_after_seconds for serial in range(1, 41)]
    assert len(set(delays)) > 10
    assert max(delays) <= 55
