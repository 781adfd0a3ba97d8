"""LicenseTokens: registration tokens between the command that brings one and the work that shows it to Cisco."""

from datetime import timedelta

from application.clock import Clock
from application.license.license_errors import LicenseTokenGoneError
from application.ports.id_generator import IdGenerator
from application.ports.license_token_store import LicenseTokenStore
from application.ports.sealer import Sealer

KEPT = timedelta(days=1)


class LicenseTokens:
    """Kept sealed, each for its id alone, and a day at most; no event, operation or log holds one."""

    def __init__(self, store: LicenseTokenStore, sealer: Sealer, ids: IdGenerator, clock: Clock) -> None:
        self._store = store
        self._sealer = sealer
        self._ids = ids
        self._clock = clock

    async def keep_async(self, token: str) -> str:
        """Keep a token; return its id."""
        token_id = self._ids.new_id()
        sealed = self._sealer.seal(token, _bound_to(token_id))
        await self._store.put_async(token_id, sealed, self._clock.now() + KEPT)
        return token_id

    async def open_async(self, token_id: str) -> str:
        """Return a token; LicenseTokenGoneError, CannotOpenError."""
        sealed = await self._store.get_async(token_id)
        if sealed is None:
            raise LicenseTokenGoneError
        return self._sealer.open(sealed, _bound_to(token_id))

    async def remove_async(self, token_id: str) -> None:
        """Keep it no longer."""
        await self._store.remove_async(token_id)


def _bound_to(token_id: str) -> str:
    return f"license-token:{token_id}"
