"""Cordon: nobody is to begin anything new on a worker."""

from dataclasses import dataclass
from datetime import datetime

from domain.errors import ConflictError


class WorkerCordonedError(ConflictError):
    """The worker is cordoned: no lab is started on it, or made, unless that is forced."""

    code = "worker_cordoned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cordon:
    """By whom, since when and why; `reason` may be empty."""

    by: str
    since: datetime
    reason: str

    def error(self, worker: str) -> WorkerCordonedError:
        """Say it to who wanted to begin something on the worker of this name."""
        why = f": {self.reason}" if self.reason else ""
        return WorkerCordonedError(f"worker {worker} was cordoned by {self.by}{why}")
