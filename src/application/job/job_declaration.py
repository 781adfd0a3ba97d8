"""JobDeclaration: what a job class says about itself."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from application.errors import StartupError
from application.job.background_job import BackgroundJob
from application.job.job_params import checked_params
from application.live.live_values import LiveValues
from application.settings import Settings
from domain.access.principal import Role
from domain.job.schedule import Schedule

Interval = float | Callable[[LiveValues], float]
Enabled = bool | Callable[[Settings], bool]
Check = Callable[[Mapping[str, Any], Settings, datetime], None]

SHORTEST_INTERVAL_SECONDS = 0.001
CRON_GRACE_SECONDS = 3600.0
LEAST_GRACE_SECONDS = 5.0


class Overlap(StrEnum):
    """What becomes of a run that is due while another run of the job goes on."""

    SKIP = "skip"
    QUEUE_ONE = "queue_one"
    CANCEL_OTHER = "cancel_other"
    ALLOW = "allow"


@dataclass(frozen=True, slots=True, kw_only=True)
class JobDeclaration:
    """When and how `job_class` runs; `backgroundjob` says what its schedule is made of.

    `timezone` is that of a cron line; `jitter_seconds` spreads what begins at once. A run that would begin later than
    `misfire_grace_seconds` is missed, one that takes longer than `timeout_seconds` is ended. `retry_seconds` is the
    pause before the second attempt, doubled with each; `enabled` may be one of the settings. `params` is a dataclass
    of what a trigger may give; `check` refuses a trigger whose params make no sense under the settings at the time of
    the run. `aws_call_budget` and `cml_call_budget` are calls that one run may make, `steered_by` is the least role
    that may steer it.
    """

    job_class: type[BackgroundJob]
    name: str
    interval: Interval | None = None
    cron: str | None = None
    timezone: str = "UTC"
    jitter_seconds: float = 0.0
    misfire_grace_seconds: float | None = None
    timeout_seconds: float = 300.0
    overlap: Overlap = Overlap.SKIP
    max_attempts: int = 1
    retry_seconds: float = 30.0
    run_at_start: bool = False
    enabled: Enabled = True
    params: type | None = None
    check: Check | None = None
    aws_call_budget: int | None = None
    cml_call_budget: int | None = None
    can_dry_run: bool = False
    steered_by: Role = Role.OPERATOR

    def is_enabled(self, settings: Settings) -> bool:
        """Whether the job runs at all under these settings."""
        return self.enabled(settings) if callable(self.enabled) else self.enabled

    def schedule(self, live: LiveValues) -> Schedule | None:
        """The schedule under these settings; None for a job that runs only when it is triggered.

        Raises StartupError where the declaration gives no usable interval.
        """
        if self.cron is not None:
            return Schedule(cron=self.cron, timezone=self.timezone, jitter_seconds=self.jitter_seconds)
        if self.interval is None:
            return None
        return Schedule.every(self._interval_seconds(live), self.jitter_seconds)

    def grace_seconds(self, schedule: Schedule | None) -> float:
        """How late a run of a slot may begin before the slot counts as missed, unless it is told otherwise.

        An interval's slot is good until the next one, a cron line's for an hour.
        """
        if self.misfire_grace_seconds is not None:
            return self.misfire_grace_seconds
        if schedule is None or schedule.interval_seconds is None:
            return CRON_GRACE_SECONDS
        return max(schedule.interval_seconds, LEAST_GRACE_SECONDS)

    def checked_params(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """Return the params as JSON values with what was left out; InvalidRequestError says what cannot be accepted."""
        return checked_params(self.params, params)

    def check_run(self, params: Mapping[str, Any], settings: Settings, begins_at: datetime) -> None:
        """Refuse, with InvalidRequestError, what would fail under these settings at that time."""
        if self.check is not None:
            self.check(params, settings, begins_at)

    def _interval_seconds(self, live: LiveValues) -> float:
        seconds = self.interval(live) if callable(self.interval) else self.interval or 0
        if SHORTEST_INTERVAL_SECONDS <= seconds < math.inf:
            return seconds
        raise StartupError(
            f"{self.job_class.__name__} has an interval of {seconds} seconds; "
            f"give it one of {SHORTEST_INTERVAL_SECONDS} seconds or more"
        )
