"""JobRunReport: how one run went, told once."""

import logging

import structlog
from opentelemetry.trace import Span, Status, StatusCode

from application.clock import Clock, rfc3339
from application.job.job_outcomes import JobOutcomes
from application.job.job_run import JobResult, JobRun

log = structlog.get_logger(__name__)


class JobRunReport:
    """Writes the outcome of a run into its span and as one line into the log, with the same fields in both.

    It is also counted, under the word after `job_`.
    """

    def __init__(self, run: JobRun, span: Span, clock: Clock, outcomes: JobOutcomes) -> None:
        self._run = run
        self._span = span
        self._clock = clock
        self._outcomes = outcomes
        self._began_seconds = clock.monotonic_seconds()

    def completed(self, result: JobResult) -> None:
        """Tell what the run did; as a warning where it had one."""
        fields: dict[str, object] = dict(result.counts)
        if result.warnings:
            fields["warnings"] = list(result.warnings)
        self._tell(logging.WARNING if result.warnings else logging.INFO, "job_completed", fields)

    def failed(self, error: Exception) -> None:
        """Tell what the run raised."""
        self._record(error)
        self._tell(logging.ERROR, "job_failed", {}, error)

    def timed_out(self, error: Exception) -> None:
        """Tell that the run was ended by its deadline."""
        self._record(error)
        self._tell(logging.ERROR, "job_timed_out", {})

    def cancelled(self) -> None:
        """Tell that the service ended the run."""
        self._tell(logging.WARNING, "job_cancelled", {})

    def _record(self, error: Exception) -> None:
        self._span.record_exception(error)
        self._span.set_status(Status(StatusCode.ERROR, type(error).__name__))

    def _tell(self, level: int, event: str, fields: dict[str, object], error: Exception | None = None) -> None:
        duration_seconds = round(self._clock.monotonic_seconds() - self._began_seconds, 6)
        fields |= {
            "job": self._run.job,
            "run_id": self._run.id,
            "scheduled_for": rfc3339(self._run.scheduled_for),
            "lateness_seconds": self._run.lateness_seconds,
            "duration_seconds": duration_seconds,
        }
        self._span.set_attributes(fields)  # type: ignore[arg-type]  # all are numbers, texts or lists of texts
        log.log(level, event, exc_info=error, **fields)
        self._outcomes.ended(self._run, event.removeprefix("job_"), duration_seconds)
