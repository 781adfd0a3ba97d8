"""How an attempt ended, told once to people: one line of the log, with the same fields as its span."""

import logging

import structlog
from opentelemetry.trace import Span, Status, StatusCode

from application.clock import rfc3339
from application.job.job_run import JobRun
from application.job.run_outcome import RunOutcome

LEVELS = {"completed": logging.INFO, "handed_over": logging.INFO, "failed": logging.ERROR, "timed_out": logging.ERROR}

log = structlog.get_logger(__name__)


def tell_outcome(run: JobRun, outcome: RunOutcome, duration_seconds: float, span: Span) -> None:
    """Write the line, and complete the span."""
    fields = {
        **outcome.fields,
        "job": run.job,
        "run_id": run.id,
        "attempt": run.attempt,
        "scheduled_for": rfc3339(run.scheduled_for),
        "lateness_seconds": run.lateness_seconds,
        "duration_seconds": duration_seconds,
    }
    span.set_attributes(fields)
    if outcome.error is not None:
        span.record_exception(outcome.error)
    if outcome.word in {"failed", "timed_out"}:
        span.set_status(Status(StatusCode.ERROR, outcome.word))
    level = logging.WARNING if "warnings" in fields else LEVELS.get(outcome.word, logging.WARNING)
    log.log(level, outcome.event_word, exc_info=outcome.error, **fields)
