"""The port to registration tokens that wait for their operation."""

from datetime import datetime
from typing import Protocol

from domain.cml.sealed_secret import SealedSecret


class LicenseTokenStore(Protocol):
    """Keeps tokens out of the event log, and sealed. Raises SourceUnavailableError."""

    async def put_async(self, token_id: str, sealed: SealedSecret, expires_at: datetime) -> None:
        """Keep a token until it is removed or expires."""

    async def get_async(self, token_id: str) -> SealedSecret | None:
        """Return one; None when it is not kept any more."""

    async def remove_async(self, token_id: str) -> None:
        """Keep one no longer."""
