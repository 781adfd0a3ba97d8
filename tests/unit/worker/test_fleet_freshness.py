"""How fresh the picture is, per source and region."""

from dataclasses import replace
from datetime import timedelta

from application.worker.fleet_freshness import FleetFreshness
from domain.telemetry.fleet_refresh_completed import FleetRefreshCompletedDomainEvent
from fakes.fake_clock import NOON
from fakes.readings import EAST
from fakes.worker_steps import refresh_completed


def failed_refresh() -> FleetRefreshCompletedDomainEvent:
    """A refresh a minute later that failed."""
    refresh = refresh_completed()
    [outcome] = refresh.scopes
    later = NOON + timedelta(minutes=1)
    return replace(refresh, scopes=[replace(outcome, as_of=None, attempted_at=later, code="throttled")])


def test_last_success_stays_when_a_refresh_fails() -> None:
    """What is shown is as old as the last look that succeeded."""
    freshness = FleetFreshness()
    freshness.record(refresh_completed())
    freshness.record(failed_refresh())
    [latest] = freshness
    assert (latest.last_success_at, latest.outcome.code) == (NOON, "throttled")
    assert freshness.as_of_json(EAST) == b'{"ec2":"2026-06-01T12:00:00Z","cloudwatch":null,"cml":null,"labs":null}'


def test_nothing_is_known_when_no_refresh_succeeded() -> None:
    """A first look that fails makes nothing fresh, and the next one corrects what was said."""
    freshness = FleetFreshness()
    assert freshness.as_of_json(EAST) == b'{"ec2":null,"cloudwatch":null,"cml":null,"labs":null}'
    freshness.record(failed_refresh())
    assert freshness.as_of_json(EAST) == b'{"ec2":null,"cloudwatch":null,"cml":null,"labs":null}'
    freshness.record(refresh_completed())
    assert freshness.as_of_json(EAST) == b'{"ec2":"2026-06-01T12:00:00Z","cloudwatch":null,"cml":null,"labs":null}'
