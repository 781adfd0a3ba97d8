"""What a CML controller said of itself and its machine, and when that was true."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CMLSystemReading:
    """`system_information` and `system_stats` of one controller; what its version leaves out is None.

    `version` as CML writes it (`2.9.0+build.3`). `ready` = at least one compute host can start nodes. Percentages are
    of the whole machine, over all compute hosts; `running_nodes` and `total_nodes` are those of all labs.
    """

    worker_id: str
    version: str | None
    ready: bool | None
    cpu_count: int | None
    cpu_percent: float | None
    memory_total_bytes: float | None
    memory_used_percent: float | None
    disk_total_bytes: float | None
    disk_used_percent: float | None
    running_nodes: int | None
    total_nodes: int | None
    taken_at: datetime
