"""Samples of figures."""

from collections.abc import Mapping
from datetime import datetime

from domain.telemetry.telemetry_sample import TelemetrySample


def sample(
    taken_at: datetime,
    cpu_percent: float | None = None,
    worker_id: str = "w-1",
    more: Mapping[str, float] | None = None,
) -> TelemetrySample:
    """A sample that knows the CPU, and what more is given."""
    known = {} if cpu_percent is None else {"cpu_percent": cpu_percent}
    return TelemetrySample(worker_id=worker_id, taken_at=taken_at, figures={**known, **(more or {})})
