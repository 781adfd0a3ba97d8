"""Leaves a record of every command, and of whatever was refused to who sent it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command
from neuroglia.mediation.pipeline_behavior import PipelineBehavior

from application.audit.audit_writing import AuditWriting
from application.audit.record_making import record_of
from application.audit.recorded_parameters import parameters_of, targets_of
from application.clock import Clock
from application.operation.operation_dto import OperationDto
from application.ports.audit_log import AuditOutcome, AuditRecord
from domain.errors import DomainError, PermissionDeniedError, SourceUnavailableError

Next = Callable[[], Awaitable[OperationResult[Any]]]


class AuditBehavior(PipelineBehavior[Any, OperationResult[Any]]):
    """A command is on record before anything is done for it, and again, with its outcome, before it is answered."""

    def __init__(self, writing: AuditWriting, clock: Clock) -> None:
        self._writing = writing
        self._clock = clock

    async def handle_async(self, request: Any, next_handler: Next) -> OperationResult[Any]:
        """Pass the request on between its two records; SourceUnavailableError where the first cannot be written."""
        if not isinstance(request, Command):
            return await self._query_async(request, next_handler)
        began_seconds = self._clock.monotonic_seconds()
        record = _begun(request, self._clock.now())
        await self._writing.begin_async(record)
        ending: dict[str, Any] = {"outcome": AuditOutcome.FAILED, "code": "internal_error"}
        try:
            result = await next_handler()
            ending = {"outcome": AuditOutcome.DONE, "operation_id": _operation_of(result)}
        except (DomainError, asyncio.CancelledError) as error:
            ending = _ending_of(error)
            raise
        finally:
            took_seconds = round(self._clock.monotonic_seconds() - began_seconds, 6)
            await self._writing.end_async(replace(record, duration_seconds=took_seconds, **ending))
        return result

    async def _query_async(self, request: Any, next_handler: Next) -> OperationResult[Any]:
        try:
            return await next_handler()
        except PermissionDeniedError as error:
            await self._writing.end_async(replace(_begun(request, self._clock.now()), **_ending_of(error)))
            raise


def _begun(request: Any, now: datetime) -> AuditRecord:
    command = type(request).__name__.removesuffix("Command").removesuffix("Query")
    return record_of(command, parameters_of(request), targets_of(request), now)


def _operation_of(result: OperationResult[Any]) -> str:
    return result.data.id if isinstance(result.data, OperationDto) else ""


def _ending_of(error: DomainError | asyncio.CancelledError) -> dict[str, Any]:
    if isinstance(error, asyncio.CancelledError):
        return {"outcome": AuditOutcome.FAILED, "code": "cancelled"}
    failed = isinstance(error, SourceUnavailableError)
    return {"outcome": AuditOutcome.FAILED if failed else AuditOutcome.REFUSED, "code": error.code}
