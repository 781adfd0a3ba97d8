"""Dead letters over HTTP: /api/events/dead-letters."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from classy_fastapi.decorators import delete, get, post
from fastapi import Path, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from api.controller import PROBLEMS, FleetController
from api.problem_details import json_response
from application.events.discard_dead_letter_command import DiscardDeadLetterCommand
from application.events.list_dead_letters_query import DeadLetterPage, ListDeadLettersQuery
from application.events.redeliver_dead_letter_command import RedeliverDeadLetterCommand
from application.events.redeliver_dead_letters_command import RedeliverDeadLettersCommand
from application.ports.dead_letters import DeadLetter

HANDLER_PATTERN = r"^[A-Za-z0-9_]{1,64}$"
LetterId = Annotated[str, Path(pattern=r"^[A-Za-z0-9_]{1,64}-[0-9a-f]{8}-[0-9]{1,18}$", description="a letter's id")]


class DeadLetterListParameters(BaseModel):
    """The query of a list."""

    model_config = ConfigDict(extra="forbid")

    handler: Annotated[str | None, Query(pattern=HANDLER_PATTERN, description="only letters of this handler")] = None
    limit: Annotated[int, Query(ge=1, le=500)] = 100
    cursor: Annotated[str | None, Query(max_length=2048, description="next_cursor of the page before")] = None


class RedeliverRequest(BaseModel):
    """Whose letters are told again."""

    model_config = ConfigDict(extra="forbid")

    handler: Annotated[str, Field(pattern=HANDLER_PATTERN, examples=["RefreshImportedWorkersHandler"])]


class DeadLetterReply(BaseModel):
    """An event that its handler gave up: `event_id` is its position; `redeliver_asked_at` is set while it waits."""

    id: str
    handler: str
    event_id: str
    event_type: str
    subject: str
    worker_id: str | None
    error_type: str
    message: str
    attempts: int
    first_failed_at: datetime
    last_failed_at: datetime
    redeliver_asked_at: datetime | None


class DeadLetterPageReply(BaseModel):
    """A page of letters, by handler and by the order of their events."""

    items: Sequence[DeadLetterReply]
    next_cursor: str | None


class RedeliveringReply(BaseModel):
    """How many letters are told again."""

    letters: int


class DeadLettersController(FleetController):
    """What durable handlers gave up, and what becomes of it."""

    path = "/api/events/dead-letters"

    @get("", response_model=DeadLetterPageReply, responses=PROBLEMS)
    async def list_dead_letters(self, parameters: Annotated[DeadLetterListParameters, Query()]) -> Response:
        """List events that a durable handler could not take."""
        query = ListDeadLettersQuery(handler=parameters.handler, limit=parameters.limit, cursor=parameters.cursor)
        return await self.execute_async(query, _page)

    @post(":redeliver", status_code=202, response_model=RedeliveringReply, responses=PROBLEMS)
    async def redeliver_dead_letters(self, body: RedeliverRequest) -> Response:
        """Have all letters of a handler told again, soon and once."""
        return await self.execute_async(RedeliverDeadLettersCommand(body.handler), _redelivering)

    @post("/{letter_id}/redeliver", status_code=202, response_class=Response, responses=PROBLEMS)
    async def redeliver_dead_letter(self, letter_id: LetterId) -> Response:
        """Have one letter told again, soon and once; it goes away when that succeeds."""
        return await self.execute_async(RedeliverDeadLetterCommand(letter_id))

    @delete("/{letter_id}", status_code=204, responses=PROBLEMS)
    async def discard_dead_letter(self, letter_id: LetterId) -> Response:
        """Discard a letter; its handler will not be told the event again."""
        return await self.execute_async(DiscardDeadLetterCommand(letter_id))


def _page(page: DeadLetterPage, status: int) -> Response:
    return json_response(DeadLetterPageReply(items=list(map(_reply, page.items)), next_cursor=page.next_cursor), status)


def _redelivering(letters: int, status: int) -> Response:
    return json_response(RedeliveringReply(letters=letters), status)


def _reply(letter: DeadLetter) -> DeadLetterReply:
    return DeadLetterReply(
        id=letter.id,
        handler=letter.handler,
        event_id=letter.event_id,
        event_type=letter.record.short_type,
        subject=letter.subject,
        worker_id=letter.record.worker_id,
        error_type=letter.error_type,
        message=letter.message,
        attempts=letter.attempts,
        first_failed_at=letter.first_failed_at,
        last_failed_at=letter.last_failed_at,
        redeliver_asked_at=letter.redeliver_asked_at,
    )
