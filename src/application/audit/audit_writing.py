"""AuditWriting: puts the records of many commands into few writes."""

import asyncio
from dataclasses import dataclass, field

import structlog

from application.ports.audit_log import AuditLog, AuditRecord
from domain.errors import SourceUnavailableError

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Batch:
    records: list[AuditRecord] = field(default_factory=list)
    written: bool = False
    error: SourceUnavailableError | None = None


class AuditWriting:
    """While one write goes on, what arrives is gathered for the next one: whoever comes first writes for all."""

    def __init__(self, audit_log: AuditLog) -> None:
        self._log = audit_log
        self._writing = asyncio.Lock()
        self._gathering = _Batch()
        self._left_over: list[AuditRecord] = []

    async def begin_async(self, record: AuditRecord) -> None:
        """Return when the record is kept; SourceUnavailableError where it may not be: then nothing may be done."""
        await self._write_async(record)

    async def end_async(self, record: AuditRecord) -> None:
        """Keep what became of a command; what cannot be kept now is written with the next one's."""
        try:
            await self._write_async(record)
        except SourceUnavailableError as error:
            self._left_over.append(record)
            log.warning("audit_postponed", command=record.command, outcome=record.outcome, reason=str(error))

    async def _write_async(self, record: AuditRecord) -> None:
        batch = self._gathering
        batch.records.append(record)
        async with self._writing:
            if not batch.written:
                await self._write_batch_async(batch)
        if batch.error is not None:
            raise SourceUnavailableError(str(batch.error), code=batch.error.code)

    async def _write_batch_async(self, batch: _Batch) -> None:
        if batch is self._gathering:
            self._gathering = _Batch()
        left_over = len(self._left_over)
        try:
            await self._log.write_async([*self._left_over, *batch.records])
        except SourceUnavailableError as error:
            batch.error = error
        else:
            del self._left_over[:left_over]
        batch.written = True  # where the writer is cancelled, the next in line writes again
