"""Audit records in a dictionary."""

import asyncio
from collections.abc import Sequence

from application.ports.audit_log import AuditCriteria, AuditRecord
from domain.errors import SourceUnavailableError


class InMemoryAuditLog:
    """Every call takes a turn of the loop; `down` makes every call fail; `writes` holds what came with each write."""

    def __init__(self) -> None:
        self.records: dict[str, AuditRecord] = {}
        self.writes: list[list[AuditRecord]] = []
        self.down = False

    async def write_async(self, records: Sequence[AuditRecord]) -> None:
        """Keep."""
        await self._turn()
        self.writes.append(list(records))
        self.records.update((record.id, record) for record in records)

    async def read_async(self, criteria: AuditCriteria, before: str | None, limit: int) -> Sequence[AuditRecord]:
        """Read everything and pick what was asked for."""
        await self._turn()
        newest = sorted(self.records.values(), key=lambda record: record.id, reverse=True)
        found = [record for record in newest if (before is None or record.id < before) and _meets(record, criteria)]
        return found[:limit]

    async def _turn(self) -> None:
        await asyncio.sleep(0)
        if self.down:
            raise SourceUnavailableError("the database does not answer", code="database_unavailable")


def _meets(record: AuditRecord, criteria: AuditCriteria) -> bool:
    exact = ("by", "command", "outcome", "trace_id")
    return (
        all(getattr(criteria, name) in {None, getattr(record, name)} for name in exact)
        and (criteria.target is None or criteria.target in record.targets)
        and (criteria.since is None or criteria.since <= record.at)
        and (criteria.until is None or record.at < criteria.until)
    )
