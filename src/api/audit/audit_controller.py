"""The audit over HTTP: /api/audit."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

import orjson
from classy_fastapi.decorators import get
from fastapi import Header, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue
from starlette.responses import Response, StreamingResponse

from api.accepted_types import weights_of
from api.controller import FleetController
from api.openapi.problem_responses import problems
from application.audit.export_audit_records_query import ExportAuditRecordsQuery, Parts
from application.audit.list_audit_records_query import ListAuditRecordsQuery
from application.ports.audit_log import AuditCriteria, AuditOutcome

NDJSON = "application/x-ndjson"
A_LINE: dict[str, Any] = {"type": "string", "examples": ['{"id":"0197a2b46c1d-0c1d2e3f4a5b6c7d"}']}
FORMS: dict[int | str, dict[str, Any]] = {200: {"content": {NDJSON: {"schema": A_LINE}}}}


class AuditParameters(BaseModel):
    """Which records, and how many of them."""

    model_config = ConfigDict(extra="forbid")

    by: Annotated[str | None, Field(max_length=128, description="the id of who sent it", examples=["key:ci"])] = None
    command: Annotated[str | None, Field(max_length=128, description="as StartLabs")] = None
    target: Annotated[str | None, Field(max_length=256, description="the id of what it acts on")] = None
    outcome: AuditOutcome | None = None
    trace_id: Annotated[str | None, Field(pattern=r"^[0-9a-f]{32}$")] = None
    since: Annotated[AwareDatetime | None, Field(alias="from", description="the earliest time")] = None
    until: Annotated[AwareDatetime | None, Field(alias="to", description="the time before which they are")] = None
    limit: Annotated[int, Field(ge=1, le=500)] = 100
    cursor: Annotated[str | None, Field(max_length=2048, description="next_cursor of the page before")] = None

    @property
    def criteria(self) -> AuditCriteria:
        """What all records of the answer have in common."""
        return AuditCriteria(
            by=self.by,
            command=self.command,
            target=self.target,
            outcome=self.outcome,
            trace_id=self.trace_id,
            since=self.since,
            until=self.until,
        )


class AuditRecordReply(BaseModel):
    """One command: who sent it, with what, on what, and what became of it."""

    id: str
    at: datetime
    by: str
    name: str
    role: str
    command: str
    parameters: Mapping[str, JsonValue]
    targets: Sequence[str]
    trace_id: str
    outcome: AuditOutcome
    code: str
    operation_id: str
    duration_seconds: float | None


class AuditPageReply(BaseModel):
    """Records, the newest first; `next_cursor` is null on the last page."""

    items: Sequence[AuditRecordReply]
    next_cursor: str | None


class AuditController(FleetController):
    """Who asked for what, and what became of it."""

    path = "/api/audit"

    @get("", response_model=AuditPageReply, responses={**FORMS, **problems()})
    async def list_audit_records(
        self,
        parameters: Annotated[AuditParameters, Query()],
        accept: Annotated[str, Header(include_in_schema=False)] = "",
    ) -> Response:
        """List commands, the newest first; with `Accept: application/x-ndjson` all of them, one on each line."""
        liked = weights_of(accept)
        if liked.get(NDJSON, 0) > liked.get("application/json", 0):
            return await self.execute_async(ExportAuditRecordsQuery(parameters.criteria), _exported)
        query = ListAuditRecordsQuery(criteria=parameters.criteria, limit=parameters.limit, cursor=parameters.cursor)
        return await self.execute_async(query)


def _exported(parts: Parts, status: int) -> Response:
    return StreamingResponse(_lines_async(parts), status, media_type=NDJSON)


async def _lines_async(parts: Parts) -> AsyncIterator[bytes]:
    async for part in parts:
        yield b"".join(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE) for record in part)
