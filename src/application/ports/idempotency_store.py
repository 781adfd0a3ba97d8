"""The port that remembers what a POST with an Idempotency-Key was answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from domain.errors import ConflictError, InvalidRequestError

KEPT = timedelta(hours=24)
CLAIMED = timedelta(seconds=30)
"""How long a claim holds that nobody renews: so long a key is locked by a process that died with it."""


@dataclass(frozen=True, slots=True)
class KeyedRequest:
    """A request: `id` stands for who sends it, where to and under which key, `fingerprint` for what it asks."""

    id: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class KeyClaim:
    """The right to carry a request out; `token` tells this claim from earlier and later ones."""

    id: str
    token: str


@dataclass(frozen=True, slots=True)
class KeptReply:
    """What was answered; `body` None = the request was carried out, and its reply was not for keeping."""

    status: int
    headers: Mapping[str, str]
    body: bytes | None


class IdempotencyKeyReusedError(InvalidRequestError):
    """The key came before with another request."""

    def __init__(self) -> None:
        message = "this key came before with another request; a new request needs a new key"
        super().__init__(message, "Idempotency-Key", code="idempotency_key_reused")


class IdempotencyKeyInFlightError(ConflictError):
    """The same request is being carried out."""

    code = "idempotency_key_in_flight"
    retry_after_seconds = 1.0

    def __init__(self) -> None:
        super().__init__("the same request is being carried out; ask again for its reply")


class IdempotencyReplyNotKeptError(ConflictError):
    """The same request was carried out, and its reply held a secret or was too large to keep."""

    code = "idempotency_reply_not_kept"

    def __init__(self) -> None:
        super().__init__("this request was carried out before and its reply was not kept; look at what it made")


class IdempotencyStore(Protocol):
    """Claims are compared and set: of all who ask at once, over all processes, one gets the claim."""

    async def claim_async(self, request: KeyedRequest) -> KeyClaim | KeptReply:
        """Claim a request, or return what it was answered in the last `KEPT`.

        IdempotencyKeyReusedError for another request under the same key; IdempotencyKeyInFlightError while somebody
        else's claim holds.
        """

    async def renew_async(self, claim: KeyClaim) -> None:
        """Hold a claim for another `CLAIMED`."""

    async def keep_async(self, claim: KeyClaim, reply: KeptReply) -> None:
        """End a claim with its reply; nothing where it was lost."""

    async def release_async(self, claim: KeyClaim) -> None:
        """End a claim as if it had never been; nothing where it was lost."""
