"""What a CML controller said of the last time somebody used it, and when that was true."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CMLActivityReading:
    """`active_at` is None where nobody did anything, or the controller does not tell; `what` is CML's word for it."""

    worker_id: str
    active_at: datetime | None
    what: str
    taken_at: datetime
