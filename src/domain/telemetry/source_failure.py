"""SourceFailure: a source that could not be read, as a fact."""

from dataclasses import dataclass
from datetime import datetime

from domain.telemetry.metrics_source import MetricsSource


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFailure:
    """A source could not be read: a stable `code`, and a sentence that says what to do about it."""

    source: MetricsSource
    code: str
    message: str
    at: datetime
    retry_after_seconds: float | None = None
