"""Replies by Idempotency-Key in a dictionary."""

from dataclasses import dataclass
from datetime import datetime

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
from domain.errors import SourceUnavailableError


@dataclass
class _Kept:
    claim: KeyClaim
    fingerprint: str
    claimed_until: datetime
    expires_at: datetime
    reply: KeptReply | None = None


class InMemoryIdempotencyStore:
    """`renewals` counts; `down` is raised by every call where it is set, `down_after_claims` leaves claiming out."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.kept: dict[str, _Kept] = {}
        self.renewals = 0
        self.down: Exception | None = None
        self.down_after_claims = False

    async def claim_async(self, request: KeyedRequest) -> KeyClaim | KeptReply:
        """Claim, or return what was answered."""
        self._check()
        now = self._clock.now()
        known = self.kept.get(request.id)
        if known and now < known.expires_at:
            if known.fingerprint != request.fingerprint:
                raise IdempotencyKeyReusedError
            if known.reply:
                return known.reply
            if now < known.claimed_until:
                raise IdempotencyKeyInFlightError
        claim = KeyClaim(request.id, f"{known.claim.token if known else ''}x")
        self.kept[request.id] = _Kept(claim, request.fingerprint, now + CLAIMED, now + KEPT)
        return claim

    async def renew_async(self, claim: KeyClaim) -> None:
        """Hold it longer."""
        self.renewals += 1
        if known := self._own(claim):
            known.claimed_until = self._clock.now() + CLAIMED

    async def keep_async(self, claim: KeyClaim, reply: KeptReply) -> None:
        """Keep the reply."""
        if known := self._own(claim):
            known.reply = reply

    async def release_async(self, claim: KeyClaim) -> None:
        """Forget."""
        if self._own(claim):
            del self.kept[claim.id]

    def _own(self, claim: KeyClaim) -> _Kept | None:
        self._check()
        if self.down_after_claims:
            raise SourceUnavailableError("the database does not answer")
        known = self.kept.get(claim.id)
        return known if known and known.claim == claim else None

    def _check(self) -> None:
        if self.down:
            raise self.down
