"""What reading CloudWatch costs, and how often it may be read for a budget."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from application.live.live_settings import LiveSettings
from application.settings import Settings

METRICS_PER_WORKER = 3
USD_PER_METRIC = 0.01 / 1000
DETAILED_MONITORING_USD_PER_WORKER = 7 * 0.30
DETAILED_PERIOD_SECONDS = 60
PRICE_SOURCE = "aws.amazon.com/cloudwatch/pricing (GetMetricData; 7 metrics of detailed monitoring, first tier)"
PRICE_AS_OF = "2026-05-04"
MONTH_SECONDS = 30 * 24 * 3600
SLOWER_SECONDS = (300, 900, 3600, 21600)
"""How often CloudWatch is read instead where the usual interval costs too much: the first of these that fits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CloudWatchPlan:
    """How often CloudWatch is read, None = not at all, and what that costs in a month of 30 days.

    `held_back` where that is less often than the settings ask for; `reason` then says why, in a sentence.
    """

    interval_seconds: int | None
    metrics_per_month: int
    usd_per_month: float
    detailed_monitoring_usd_per_month: float
    held_back: bool = False
    reason: str = ""


class CloudWatchBudget:
    """Plans within the live budget, by the number of running workers: only those are asked about."""

    def __init__(self, live: LiveSettings, settings: Settings) -> None:
        self._live = live
        self._is_read = settings.worker_monitoring_enabled
        self._is_detailed = settings.cloudwatch_period_seconds == DETAILED_PERIOD_SECONDS

    @property
    def budget_usd(self) -> float | None:
        """What CloudWatch may cost a month; None = whatever it costs."""
        return self._live.now.cost_guard.cloudwatch_monthly_budget_usd

    @property
    def usual_seconds(self) -> int:
        """How often it is read when nothing holds that back."""
        return self._live.now.intervals.worker_metrics_seconds

    def plan_for(self, running: int) -> CloudWatchPlan:
        """Plan for so many running workers."""
        wanted = self._plan(running, self.usual_seconds if self._is_read else None)
        if self.budget_usd is None or wanted.usd_per_month <= self.budget_usd:
            return wanted
        reason = (
            f"reading CloudWatch every {self.usual_seconds} s would cost ${wanted.usd_per_month:,.2f} a month "
            f"for {running} running workers, and the budget is ${self.budget_usd:,.2f}"
        )
        for seconds in self._slower():
            plan = self._plan(running, seconds, reason=f"{reason}: it is read every {seconds} s")
            if plan.usd_per_month <= self.budget_usd:
                return plan
        return self._plan(running, None, reason=f"{reason}: it is not read")

    def _slower(self) -> Iterator[int]:
        """Yield the slower intervals, as multiples of the usual one: CloudWatch is read in its cycles."""
        for seconds in SLOWER_SECONDS:
            if seconds > self.usual_seconds:
                yield ceil(seconds / self.usual_seconds) * self.usual_seconds

    def _plan(self, running: int, interval_seconds: int | None, reason: str = "") -> CloudWatchPlan:
        metrics = running * METRICS_PER_WORKER * MONTH_SECONDS // interval_seconds if interval_seconds else 0
        return CloudWatchPlan(
            interval_seconds=interval_seconds,
            metrics_per_month=metrics,
            usd_per_month=metrics * USD_PER_METRIC,
            detailed_monitoring_usd_per_month=running * DETAILED_MONITORING_USD_PER_WORKER
            if self._is_detailed
            else 0.0,
            held_back=bool(reason),
            reason=reason,
        )
