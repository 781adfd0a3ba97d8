"""IdempotentPosts: a POST that comes again under its Idempotency-Key is answered as before, and done once."""

import asyncio
import re
from contextlib import suppress

import structlog
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.idempotent_exchange import RecordedReply, Replayed, kept_response, keyed_request, read_body
from api.limits import BodyTooLargeError, body_too_large_response
from api.problem_details import refusal_response
from application.access.acting import acting_principal
from application.behaviors.error_behavior import refused
from application.ports.idempotency_store import (
    CLAIMED,
    IdempotencyReplyNotKeptError,
    IdempotencyStore,
    KeptReply,
    KeyClaim,
)
from application.task_group import task_group
from domain.errors import DomainError, InvalidRequestError, SourceUnavailableError

KEY = re.compile(r"[\x21-\x7e]{1,255}")
RENEWED_SECONDS = CLAIMED.total_seconds() / 3

log = structlog.get_logger(__name__)


class IdempotentPosts:
    """ASGI middleware inside Authentication; it costs nothing where no key is sent."""

    def __init__(self, app: ASGIApp, store: IdempotencyStore) -> None:
        self._app = app
        self._store = store

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request without a key on; answer one with a key."""
        keys = Headers(scope=scope).getlist("idempotency-key") if scope.get("method") == "POST" else []
        if not keys:
            await self._app(scope, receive, send)
            return
        try:
            answer = await self._answer_async(scope, receive, keys)
        except BodyTooLargeError as error:
            answer = body_too_large_response(error)
        except DomainError as error:
            answer = refusal_response(refused(error))
        await answer(scope, receive, send)

    async def _answer_async(self, scope: Scope, receive: Receive, keys: list[str]) -> ASGIApp:
        if len(keys) > 1 or not KEY.fullmatch(keys[0]):
            raise InvalidRequestError("one key of 1 to 255 visible ASCII characters", "Idempotency-Key")
        principal = acting_principal()
        body = await read_body(receive)
        if body is None:
            return _nobody_listens
        request = keyed_request(principal.id if principal else "", scope, keys[0], body)
        outcome = await self._store.claim_async(request)
        if isinstance(outcome, KeptReply):
            return _replay(outcome)
        return await self._carry_out_async(scope, Replayed(body, receive), outcome)

    async def _carry_out_async(self, scope: Scope, receive: Receive, claim: KeyClaim) -> ASGIApp:
        reply = RecordedReply()
        try:
            async with task_group() as tasks:
                renewing = tasks.create_task(self._renew_async(claim))
                await self._app(scope, receive, reply.record)
                renewing.cancel()
        finally:
            await self._end_async(claim, reply)
        return reply.send_on

    async def _renew_async(self, claim: KeyClaim) -> None:
        while True:
            await asyncio.sleep(RENEWED_SECONDS)
            with suppress(SourceUnavailableError):
                await self._store.renew_async(claim)

    async def _end_async(self, claim: KeyClaim, reply: RecordedReply) -> None:
        """Keep what was decided; a fault or a source that was away decides nothing, and may be asked again."""
        try:
            if reply.is_final:
                await self._store.keep_async(claim, reply.to_keep())
            else:
                await self._store.release_async(claim)
        except SourceUnavailableError:
            log.warning("idempotency_key_not_kept", status=reply.status)


def _replay(kept: KeptReply) -> ASGIApp:
    if kept.body is None:
        raise IdempotencyReplyNotKeptError
    return kept_response(kept)


async def _nobody_listens(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a client that has gone, with nothing."""
