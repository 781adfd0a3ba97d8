"""TelemetrySample: what was known of one worker at one time, to be kept for charts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TelemetrySample:
    """The known ones of FIGURES; a worker has at most one sample of each time."""

    worker_id: str
    taken_at: datetime
    figures: Mapping[str, float]
