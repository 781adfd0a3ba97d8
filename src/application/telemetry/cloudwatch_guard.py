"""CloudWatchGuard: keeps the reading of CloudWatch within its budget, and says so."""

from datetime import datetime

from application.cost.cloudwatch_budget import CloudWatchBudget, CloudWatchPlan
from application.telemetry.fleet_refresh import FleetRefresh
from application.worker.fleet_view import FleetView
from domain.telemetry.fleet_cloudwatch_guard_changed import FleetCloudWatchGuardChangedDomainEvent
from domain.telemetry.metrics_source import MetricsSource
from domain.worker.aws_scope import AwsScope
from domain.worker.worker_status import WorkerStatus


class CloudWatchGuard:
    """Lets a scope be read when its time has come. What people ask for about one worker is never held back.

    When each scope was last read, and what was last told of the guard, is the same in every process: both follow
    from the log.
    """

    def __init__(self, budget: CloudWatchBudget, view: FleetView) -> None:
        self._budget = budget
        self._view = view
        self._planned_at: datetime | None = None
        self._plan = budget.plan_for(0)

    def admits(self, scope: AwsScope, refresh: FleetRefresh) -> bool:
        """Whether CloudWatch is read in this scope in this refresh; notes there when the guard has changed."""
        if refresh.urgent:
            return True
        plan = self._plan_of(refresh)
        if not plan.held_back:
            return True
        return plan.interval_seconds is not None and self._is_due(scope, refresh.read_at, plan.interval_seconds)

    def _is_due(self, scope: AwsScope, now: datetime, interval_seconds: int) -> bool:
        last = self._view.freshness.last_attempt_at(scope, MetricsSource.CLOUDWATCH)
        if last is None:
            return True
        early_seconds = self._budget.usual_seconds / 2  # cycles do not begin to the second
        return (now - last).total_seconds() >= interval_seconds - early_seconds

    def _plan_of(self, refresh: FleetRefresh) -> CloudWatchPlan:
        """Plan once per refresh, however many scopes it has."""
        if refresh.read_at != self._planned_at:
            self._planned_at = refresh.read_at
            running = sum(state.status is WorkerStatus.RUNNING for state in self._view.workers())
            self._plan = self._budget.plan_for(running)
            self._tell_change(refresh)
        return self._plan

    def _tell_change(self, refresh: FleetRefresh) -> None:
        told, plan = self._view.cloudwatch_guard, self._plan
        known = (told.held_back, told.new_interval_seconds) if told else (False, self._budget.usual_seconds)
        if known == (plan.held_back, plan.interval_seconds):
            return
        refresh.notices.append(
            FleetCloudWatchGuardChangedDomainEvent(
                aggregate_id="fleet",
                created_at=refresh.read_at,
                held_back=plan.held_back,
                old_interval_seconds=known[1],
                new_interval_seconds=plan.interval_seconds,
                usd_per_month=round(plan.usd_per_month, 2),
                budget_usd=self._budget.budget_usd,
                reason=plan.reason,
            )
        )
