"""What CloudWatch costs with the present settings."""

from typing import Protocol

from application.doctor.finding import Finding, ok, warning
from application.settings import Settings

DOLLARS_PER_METRIC = 0.01 / 1000
"""Amazon CloudWatch pricing, "GetMetricData": per metric asked for."""
SECONDS_PER_MONTH = 30 * 24 * 3600


class RunningWorkers(Protocol):
    """The port to how many workers CloudWatch is asked about."""

    async def count_async(self) -> int:
        """Return how many workers run, as far as is known. SourceUnavailableError when it cannot be told."""


class CloudWatchCostCheck:
    """Reckons with `metrics_per_worker` in each refresh, for 30 days."""

    name = "CloudWatch cost"
    subject = ""

    def __init__(self, settings: Settings, workers: RunningWorkers, metrics_per_worker: int) -> None:
        self._enabled = settings.worker_monitoring_enabled
        self._interval_seconds = settings.worker_metrics_poll_interval_seconds
        self._period_seconds = settings.cloudwatch_period_seconds
        self._is_aws = settings.aws_endpoint_url is None
        self._workers = workers
        self._metrics_per_worker = metrics_per_worker

    async def run_async(self) -> Finding:
        """Count the running workers and multiply."""
        if not self._enabled:
            return ok("nothing is asked: CML_FLEET_WORKER_MONITORING_ENABLED is off", dollars_a_month=0)
        running = await self._workers.count_async()
        dollars = round(self.dollars_a_month(running), 2)
        sentence = (
            f"{running} running workers asked every {self._interval_seconds} s come to about ${dollars:,.2f} a month"
        )
        facts = {"running_workers": running, "dollars_a_month": dollars}
        if not self._is_aws:
            return ok(f"on AWS, {sentence}", **facts)
        if self._interval_seconds < self._period_seconds:
            return warning(f"{sentence}, and figures come only every {self._period_seconds} s", self._cure(), **facts)
        return ok(sentence, **facts)

    def dollars_a_month(self, running_workers: int) -> float:
        """Return the price of 30 days."""
        refreshes = SECONDS_PER_MONTH / self._interval_seconds
        return running_workers * self._metrics_per_worker * refreshes * DOLLARS_PER_METRIC

    def _cure(self) -> str:
        return f"set CML_FLEET_WORKER_METRICS_POLL_INTERVAL_SECONDS to {self._period_seconds}"
