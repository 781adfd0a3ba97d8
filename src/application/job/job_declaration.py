"""JobDeclaration: what a job class says about itself."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from application.errors import StartupError
from application.job.recurrent_background_job import RecurrentBackgroundJob
from application.live.live_values import LiveValues
from application.settings import Settings

Interval = float | Callable[[LiveValues], float]
Enabled = bool | Callable[[Settings], bool]

SHORTEST_INTERVAL_SECONDS = 0.001


@dataclass(frozen=True, slots=True, kw_only=True)
class JobDeclaration:
    """When and how `job_class` runs. `enabled` is read at start, `interval` whenever live settings change."""

    job_class: type[RecurrentBackgroundJob]
    name: str
    interval: Interval
    timeout_seconds: float
    run_at_start: bool
    enabled: Enabled

    def is_enabled(self, settings: Settings) -> bool:
        """Whether the job runs at all under these settings."""
        return self.enabled(settings) if callable(self.enabled) else self.enabled

    def interval_seconds(self, live: LiveValues) -> float:
        """Seconds from one slot to the next; StartupError where the declaration gives no usable number."""
        seconds = self.interval(live) if callable(self.interval) else self.interval
        if SHORTEST_INTERVAL_SECONDS <= seconds < math.inf:
            return seconds
        raise StartupError(
            f"{self.job_class.__name__} has an interval of {seconds} seconds; "
            f"give it one of {SHORTEST_INTERVAL_SECONDS} seconds or more"
        )
