"""What a run logs, as Server-Sent Events."""

from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from typing import Any

import orjson
from starlette.responses import Response, StreamingResponse

from api.accepted_types import weights_of
from application.job.log_followers import Dismissal
from application.job.log_line_dto import LogLineDto
from application.job.log_tail import LogTold
from domain.errors import InvalidRequestError, SourceUnavailableError
from domain.job.job_execution import JobExecution

SSE = "text/event-stream"
HEADERS = {"Cache-Control": "no-cache, no-store", "X-Accel-Buffering": "no", "Vary": "Accept"}
RETRY = b"retry: 1000\n\n"
AN_EVENT = {"type": "string", "examples": ['id: 0\nevent: line\ndata: {"number":0,"level":"info","text":"begun"}\n\n']}
FORMS: dict[int | str, dict[str, Any]] = {200: {"content": {SSE: {"schema": AN_EVENT}}}}


def wants_stream(accept: str, *, follow: bool) -> bool:
    """Whether somebody asks for what is logged from now on as well."""
    liked = weights_of(accept)
    return follow or liked.get(SSE, 0) > liked.get("application/json", 0)


def first_after(last_event_id: str, first: int) -> int:
    """Return the number of the line after the one that was read last; InvalidRequestError for what is no number."""
    if not last_event_id:
        return first
    if last_event_id.isascii() and last_event_id.isdecimal() and len(last_event_id) < 10:  # noqa: PLR2004
        return int(last_event_id) + 1
    raise InvalidRequestError("the id is not one that this stream gave out", "Last-Event-ID", code="invalid_event_id")


def log_response(told: AsyncIterator[LogTold], _: int) -> Response:
    """Stream it: `line` for each line, with its number as the id, `heartbeat`, and `end` where the run is over.

    `dismissed` is the last where the key that was shown opens nothing any more.
    """
    return StreamingResponse(_frames_async(told), media_type=SSE, headers=HEADERS)


async def _frames_async(told: AsyncIterator[LogTold]) -> AsyncIterator[bytes]:
    """It ends where the database is away: who listens comes back."""
    yield RETRY
    with suppress(SourceUnavailableError):
        async for each in told:
            yield _frame(each)


def _frame(told: LogTold) -> bytes:
    match told:
        case JobExecution():
            return b"event: end\ndata: %b\n\n" % orjson.dumps({"id": told.id, "state": told.state})
        case Dismissal():
            return b"event: dismissed\ndata: %b\n\n" % orjson.dumps({"reason": told.reason})
        case _:
            return _lines(told)


def _lines(lines: Sequence[LogLineDto]) -> bytes:
    if not lines:
        return b"event: heartbeat\ndata: {}\n\n"
    return b"".join(
        b"id: %d\nevent: line\ndata: %b\n\n" % (line.number, orjson.dumps(line.model_dump())) for line in lines
    )
