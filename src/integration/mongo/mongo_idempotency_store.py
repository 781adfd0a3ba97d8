"""Replies by Idempotency-Key as documents; a TTL index removes them."""

from datetime import datetime
from secrets import token_hex
from typing import Any

from motor.motor_asyncio import AsyncIOMotorCollection
from pymongo.errors import DuplicateKeyError

from application.clock import Clock
from application.ports.idempotency_store import (
    CLAIMED,
    KEPT,
    IdempotencyKeyInFlightError,
    IdempotencyKeyReusedError,
    KeptReply,
    KeyClaim,
    KeyedRequest,
)
from integration.mongo.mongo_database import Document, MongoDatabase, database_errors


class MongoIdempotencyStore:
    """Inserting a document is the claim; `reply` is None while the request is carried out.

    A claim that lapsed is taken over by whoever first replaces its token.
    """

    def __init__(self, database: MongoDatabase, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    @property
    def _requests(self) -> AsyncIOMotorCollection[Document]:
        return self._database.journaled["idempotency"]

    async def claim_async(self, request: KeyedRequest) -> KeyClaim | KeptReply:
        """Insert, or look at what is there."""
        claim, now = KeyClaim(request.id, token_hex(8)), self._clock.now()
        claimed = {"fingerprint": request.fingerprint, "reply": None, **_held(claim.token, now)}
        with database_errors():
            try:
                await self._requests.insert_one({"_id": claim.id, **claimed})
            except DuplicateKeyError:
                return await self._claim_again(request, claim, claimed, now)
        return claim

    async def _claim_again(
        self, request: KeyedRequest, claim: KeyClaim, claimed: Document, now: datetime
    ) -> KeyClaim | KeptReply:
        found = await self._requests.find_one({"_id": request.id})
        if found is None:  # released since
            raise IdempotencyKeyInFlightError
        over = found["expires_at"] <= now  # and not swept away yet
        if found["fingerprint"] != request.fingerprint and not over:
            raise IdempotencyKeyReusedError
        if found["reply"] and not over:
            return KeptReply(**found["reply"])
        if found["claimed_until"] > now:
            raise IdempotencyKeyInFlightError
        taken = await self._requests.update_one({"_id": request.id, "token": found["token"]}, {"$set": claimed})
        if not taken.matched_count:
            raise IdempotencyKeyInFlightError
        return claim

    async def renew_async(self, claim: KeyClaim) -> None:
        """Move its end."""
        await self._set(claim, _held(claim.token, self._clock.now()))

    async def keep_async(self, claim: KeyClaim, reply: KeptReply) -> None:
        """Write the reply."""
        kept = {"status": reply.status, "headers": dict(reply.headers), "body": reply.body}
        await self._set(claim, {"reply": kept, "claimed_until": self._clock.now()})

    async def release_async(self, claim: KeyClaim) -> None:
        """Delete."""
        with database_errors():
            await self._requests.delete_one({"_id": claim.id, "token": claim.token})

    async def _set(self, claim: KeyClaim, fields: Document) -> None:
        with database_errors():
            await self._requests.update_one({"_id": claim.id, "token": claim.token}, {"$set": fields})


def _held(token: str, now: datetime) -> dict[str, Any]:
    return {"token": token, "claimed_until": now + CLAIMED, "expires_at": now + KEPT}
