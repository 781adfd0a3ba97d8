"""KeyReview: who may no longer do what it was once let in for."""

import asyncio
from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import datetime

from application.access.api_key_authenticator import BOOTSTRAP, ApiKeyAuthenticator
from application.clock import Clock
from domain.access.api_key import ApiKey, ApiKeyRepository

KEY_OWNER = "key:"


class KeyReview:
    """For what goes on long after a key was shown: a stream is let in once and stays for half an hour."""

    def __init__(self, keys: ApiKeyRepository, authenticator: ApiKeyAuthenticator, clock: Clock) -> None:
        self._keys = keys
        self._authenticator = authenticator
        self._clock = clock

    async def due_async(self, seconds: float) -> None:
        """Wait until a key was revoked in this process, and no longer than `seconds`: others may revoke, too."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._authenticator.revoked.wait()
        self._authenticator.revoked.clear()

    async def ended_async(self, principal_ids: Collection[str]) -> Mapping[str, str]:
        """Return those of these principals whose key opens nothing any more, and why.

        SourceUnavailableError when the keys cannot be read.
        """
        asked = {each for each in principal_ids if each.startswith(KEY_OWNER) and each != BOOTSTRAP.id}
        if not asked:
            return {}
        keys = {key.principal.id: key for key in await self._keys.list_async()}
        reasons = {principal_id: _reason(keys.get(principal_id), self._clock.now()) for principal_id in asked}
        return {principal_id: reason for principal_id, reason in reasons.items() if reason}


def _reason(key: ApiKey | None, now: datetime) -> str:
    if key is None or key.revoked_at is not None:
        return "key_revoked"
    return "" if key.valid_at(now) else "key_expired"
