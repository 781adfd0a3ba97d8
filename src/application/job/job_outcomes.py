"""JobOutcomes: how the runs of each job went in this process."""

from collections.abc import Iterable
from datetime import datetime

from opentelemetry.metrics import CallbackOptions, Meter, Observation

from application.clock import Clock
from application.job.job_declaration import JobDeclaration
from application.job.job_discovery import JobCatalogue
from application.job.job_run import JobRun
from application.live.live_settings import LiveSettings
from application.live.live_values import LiveValues
from application.settings import Settings

COMPLETED = "completed"
MISSED = "missed"
OVERLAP = "overlap"
BUCKETS_SECONDS = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0)


class JobOutcomes:
    """Counts runs for /metrics, and remembers when each job succeeded last. `job` is a label of Prometheus' own.

    A job is overdue when it has not succeeded for one interval and the longest that a run may take, counted from the
    start of the process where it never has, and anew from the moment at which its interval changed.
    """

    def __init__(
        self, catalogue: JobCatalogue, settings: Settings, live: LiveSettings, clock: Clock, meter: Meter
    ) -> None:
        self._jobs = [job for job in catalogue.jobs if job.is_enabled(settings)]
        self._live = live
        self._clock = clock
        self._waited_since_seconds = {job.name: clock.monotonic_seconds() for job in self._jobs}
        self.succeeded_at: dict[str, datetime] = {}
        self._duration = meter.create_histogram(
            "cml_fleet.job.run.duration",
            "s",
            "Time that runs of a job took, by outcome.",
            explicit_bucket_boundaries_advisory=BUCKETS_SECONDS,
        )
        self._lateness = meter.create_histogram(
            "cml_fleet.job.run.lateness",
            "s",
            "Time from a job's slot to the beginning of its run.",
            explicit_bucket_boundaries_advisory=BUCKETS_SECONDS,
        )
        self._dropped = meter.create_counter(
            "cml_fleet.job.slots_dropped", "", "Slots without a run: missed, or skipped for the run before."
        )
        live.when_changed(self._count_anew)
        for job in self._jobs:
            self.dropped(job.name, MISSED, 0)
            self.dropped(job.name, OVERLAP, 0)
        meter.create_observable_gauge(
            "cml_fleet.job.last_success_timestamp",
            [self._observe_successes],
            "s",
            "When a job last succeeded in this process.",
        )
        meter.create_observable_gauge(
            "cml_fleet.job.overdue", [self._observe_overdue], "", "1 for a job that has not succeeded in time."
        )

    def ended(self, run: JobRun, outcome: str, duration_seconds: float) -> None:
        """Note the end of a run: completed, failed, timed_out or cancelled."""
        self._duration.record(duration_seconds, {"job_name": run.job, "outcome": outcome})
        self._lateness.record(run.lateness_seconds, {"job_name": run.job})
        if outcome == COMPLETED:
            self.succeeded_at[run.job] = self._clock.now()
            self._waited_since_seconds[run.job] = self._clock.monotonic_seconds()

    def dropped(self, job: str, reason: str, slots: int = 1) -> None:
        """Note slots for which there is no run."""
        self._dropped.add(slots, {"job_name": job, "reason": reason})

    @property
    def names(self) -> list[str]:
        """The jobs that the settings enable."""
        return [job.name for job in self._jobs]

    def overdue(self) -> list[str]:
        """The names of the jobs that are overdue."""
        return [job.name for job in self._jobs if self._is_overdue(job)]

    def _is_overdue(self, job: JobDeclaration) -> bool:
        allowed_seconds = job.interval_seconds(self._live.now) + job.timeout_seconds
        return self._clock.monotonic_seconds() - self._waited_since_seconds[job.name] > allowed_seconds

    def _count_anew(self, before: LiveValues) -> None:
        for job in self._jobs:
            if job.interval_seconds(self._live.now) != job.interval_seconds(before):
                self._waited_since_seconds[job.name] = self._clock.monotonic_seconds()

    def _observe_successes(self, _: CallbackOptions) -> Iterable[Observation]:
        return [Observation(at.timestamp(), {"job_name": job}) for job, at in self.succeeded_at.items()]

    def _observe_overdue(self, _: CallbackOptions) -> Iterable[Observation]:
        overdue = self.overdue()
        return [Observation(int(name in overdue), {"job_name": name}) for name in self.names]
