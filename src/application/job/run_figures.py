"""RunFigures: how the runs of this process went, for /metrics."""

from opentelemetry.metrics import Meter

from application.job.job_discovery import JobCatalogue
from application.job.job_run import JobRun
from domain.job.job_execution import ExecutionState

BUCKETS_SECONDS = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0)


class RunFigures:
    """Counts runs. `job` is a label of Prometheus' own, so here it is `job_name`."""

    def __init__(self, catalogue: JobCatalogue, meter: Meter) -> None:
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
            "cml_fleet.job.slots_dropped", "", "Slots without a run: missed, or skipped for another run."
        )
        for job in catalogue.jobs:
            self.dropped(job.name, ExecutionState.MISSED, 0)
            self.dropped(job.name, ExecutionState.SKIPPED, 0)

    def ended(self, run: JobRun, outcome: str, duration_seconds: float) -> None:
        """Note the end of an attempt: completed, failed, timed_out, rate_limited, cancelled or handed_over."""
        self._duration.record(duration_seconds, {"job_name": run.job, "outcome": outcome})
        self._lateness.record(run.lateness_seconds, {"job_name": run.job})

    def dropped(self, job: str, reason: ExecutionState, slots: int = 1) -> None:
        """Note slots for which there is no run."""
        self._dropped.add(slots, {"job_name": job, "reason": str(reason)})
