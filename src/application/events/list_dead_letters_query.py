"""ListDeadLettersQuery: a page of the events that durable handlers gave up."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from itsdangerous import BadSignature, URLSafeSerializer
from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler

from application.ports.dead_letters import DeadLetter, DeadLetters, LetterPlace
from application.settings import Settings
from domain.access.principal import Role
from domain.errors import InvalidCursorError


@dataclass(frozen=True, slots=True)
class DeadLetterPage:
    """Letters by handler and by the order of their events; `next_cursor` None on the last page."""

    items: Sequence[DeadLetter]
    next_cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDeadLettersQuery(Query[OperationResult[DeadLetterPage]]):
    """Letters of one handler, or of all where `handler` is None: at most `limit`, after `cursor`."""

    required_role: ClassVar[Role] = Role.OPERATOR

    handler: str | None = None
    limit: int = 100
    cursor: str | None = None


class ListDeadLettersQueryHandler(QueryHandler[ListDeadLettersQuery, OperationResult[DeadLetterPage]]):
    """The cursor holds the place of the page's last letter, signed."""

    def __init__(self, letters: DeadLetters, settings: Settings) -> None:
        self._letters = letters
        self._cursors = URLSafeSerializer(settings.secret_key.get_secret_value(), salt="dead-letters")

    async def handle_async(self, request: ListDeadLettersQuery) -> OperationResult[DeadLetterPage]:
        """Return one page; InvalidCursorError for a cursor that this list did not give out."""
        after = self._place(request.cursor) if request.cursor else None
        found = await self._letters.list_async(request.handler, after, request.limit + 1)
        page = found[: request.limit]
        cursor = self._cursors.dumps(page[-1].place) if len(found) > len(page) else None
        return self.ok(DeadLetterPage(page, cursor))

    def _place(self, cursor: str) -> LetterPlace:
        try:
            return LetterPlace(*self._cursors.loads(cursor))
        except BadSignature:
            raise InvalidCursorError from None
