"""ArchivePlan: what somebody wants archived again and again, as it is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.archive.archive_kind import ArchiveFormat, ArchiveKind
from domain.job.schedule import Schedule

MOST_WINDOW_DAYS = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivePlan:
    """Each time that `schedule` is due, the last `window_days` that are over are archived.

    `owner` is the id of the principal whose it is. `destination` is a name of the settings, "" for the first one.
    Runs are due from `counted_from` on: when the plan was made, or last switched on or given another schedule.
    `version` grows with every write.
    """

    id: str
    name: str
    owner: str
    what: tuple[ArchiveKind, ...]
    window_days: int
    format: ArchiveFormat
    destination: str
    schedule: Schedule
    prune: bool
    active: bool
    created_at: datetime
    counted_from: datetime
    version: int = 1


class ArchivePlanRepository(Protocol):
    """Few records. Errors of the database come as SourceUnavailableError."""

    async def add_async(self, plan: ArchivePlan) -> None:
        """Keep a new one."""

    async def replace_async(self, plan: ArchivePlan) -> bool:
        """Keep in place of the version before; False, and nothing written, when there is another one by now."""

    async def find_async(self, plan_id: str) -> ArchivePlan | None:
        """Return one; None where there is none."""

    async def list_async(self) -> Sequence[ArchivePlan]:
        """All, oldest first."""

    async def remove_async(self, plan_id: str) -> bool:
        """Forget one; False where there is none."""
