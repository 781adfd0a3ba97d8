"""CloudWatch is read as often as its budget allows."""

from typing import Any

import pytest

from application.cost.cloudwatch_budget import METRICS_PER_WORKER, CloudWatchBudget, CloudWatchPlan
from application.live.live_settings import LiveSettings
from fakes.fake_process import settings_with
from fakes.live_settings import settings_changed
from integration.aws.cloudwatch_queries import METRICS


def plan_for(running: int, **settings: Any) -> CloudWatchPlan:
    """The plan under these settings."""
    values = settings_with(**settings)
    return CloudWatchBudget(LiveSettings(values), values).plan_for(running)


def test_metrics_counted_are_those_asked_for() -> None:
    """The estimate knows what the adapter does."""
    assert len(METRICS) == METRICS_PER_WORKER


def test_reading_costs_a_cent_for_a_thousand_metrics() -> None:
    """Three metrics of a thousand running workers every 300 s: $259.20 in 30 days."""
    plan = plan_for(1000)
    assert (plan.interval_seconds, plan.metrics_per_month) == (300, 25_920_000)
    assert plan.usd_per_month == pytest.approx(259.2)
    assert (plan.detailed_monitoring_usd_per_month, plan.held_back, plan.reason) == (0, False, "")


def test_figures_of_every_minute_need_detailed_monitoring() -> None:
    """AWS bills that per instance: seven metrics at $0.30."""
    assert plan_for(1000, cloudwatch_period_seconds=60).detailed_monitoring_usd_per_month == pytest.approx(2100)


@pytest.mark.parametrize(
    ("budget_usd", "interval_seconds"),
    [(None, 300), (300, 300), (100, 900), (50, 3600), (10, 21600), (1, None), (0, None)],
)
def test_interval_is_the_shortest_that_fits_the_budget(budget_usd: float | None, interval_seconds: int | None) -> None:
    """Less often where it must be, not at all where nothing fits; the reason says so."""
    plan = plan_for(1000, cloudwatch_monthly_budget_usd=budget_usd)
    assert plan.interval_seconds == interval_seconds
    assert plan.held_back == (interval_seconds != 300)
    assert budget_usd is None or plan.usd_per_month <= budget_usd
    told = "" if interval_seconds == 300 else f"every {interval_seconds} s" if interval_seconds else "is not read"
    assert told in plan.reason
    assert ("would cost $259.20 a month" in plan.reason) == plan.held_back


def test_slower_intervals_are_multiples_of_the_usual_one() -> None:
    """CloudWatch is read in cycles of the whole refresh: it cannot come between them."""
    plan = plan_for(1000, worker_metrics_poll_interval_seconds=250, cloudwatch_monthly_budget_usd=200)
    assert plan.interval_seconds == 500


def test_nothing_is_read_when_nothing_is_monitored() -> None:
    """That is no matter of the budget."""
    plan = plan_for(1000, worker_monitoring_enabled=False, cloudwatch_monthly_budget_usd=0)
    assert (plan.interval_seconds, plan.usd_per_month, plan.held_back) == (None, 0, False)


def test_fleet_without_running_workers_costs_nothing() -> None:
    """A budget of nothing holds nobody back then."""
    assert plan_for(0, cloudwatch_monthly_budget_usd=0).held_back is False


def test_plan_follows_what_is_set_while_the_service_runs() -> None:
    """Budget and interval, from the next cycle on."""
    live = LiveSettings(settings_with())
    budget = CloudWatchBudget(live, settings_with())
    assert budget.plan_for(1000).held_back is False
    live.follow(settings_changed(1, {"cost_guard.cloudwatch_monthly_budget_usd": 300}))
    live.follow(settings_changed(2, {"intervals.worker_metrics_seconds": 60}))
    plan = budget.plan_for(1000)
    assert (plan.held_back, plan.interval_seconds) == (True, 300)
    assert "every 60 s would cost $1,296.00 a month" in plan.reason
