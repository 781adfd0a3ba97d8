"""Tells who shows an API key."""

import asyncio
import hmac
from dataclasses import dataclass

from application.access.key_digest import KEY_PREFIX, KeyDigest
from application.clock import Clock
from application.settings import Settings
from domain.access.api_key import ApiKey, ApiKeyRepository
from domain.access.principal import Principal, Role

REMEMBERED_SECONDS = 2.0
USE_RECORDED_SECONDS = 60.0
BOOTSTRAP = Principal(id="key:bootstrap", name="bootstrap", role=Role.ADMIN)


@dataclass(slots=True)
class _Seen:
    key: ApiKey
    until: float


class ApiKeyAuthenticator:
    """Remembers a key that was found for two seconds: so long may a revoked one still open another process.

    `revoked` is set when a key was revoked in this process, for whoever has let its owner in already.
    """

    def __init__(self, keys: ApiKeyRepository, digests: KeyDigest, clock: Clock, settings: Settings) -> None:
        self._keys = keys
        self._digests = digests
        self._clock = clock
        bootstrap = settings.bootstrap_admin_key.get_secret_value()
        self._bootstrap_digest = digests.of(bootstrap) if bootstrap else None
        self._seen: dict[str, _Seen] = {}
        self._use_recorded: dict[str, float] = {}
        self.revoked = asyncio.Event()

    async def authenticate_async(self, secret: str) -> Principal | None:
        """Return who shows `secret`; None when it opens nothing."""
        if not secret.startswith(KEY_PREFIX):
            return None
        digest = self._digests.of(secret)
        if self._bootstrap_digest and hmac.compare_digest(digest, self._bootstrap_digest):
            return BOOTSTRAP
        key = await self._find(digest)
        if key is None or not key.valid_at(self._clock.now()):
            return None
        await self._record_use(key)
        return key.principal

    def forget(self) -> None:
        """Look every key up again: one was revoked."""
        self._seen.clear()
        self.revoked.set()

    async def _find(self, digest: str) -> ApiKey | None:
        now = self._clock.monotonic_seconds()
        seen = self._seen.get(digest)
        if seen and now < seen.until:
            return seen.key
        self._seen = {known: seen for known, seen in self._seen.items() if now < seen.until}
        key = await self._keys.find_by_digest_async(digest)
        if key is not None:
            self._seen[digest] = _Seen(key, now + REMEMBERED_SECONDS)
        return key

    async def _record_use(self, key: ApiKey) -> None:
        now = self._clock.monotonic_seconds()
        if now >= self._use_recorded.get(key.id, 0.0):
            self._use_recorded[key.id] = now + USE_RECORDED_SECONDS
            await self._keys.record_use_async(key.id, self._clock.now())
