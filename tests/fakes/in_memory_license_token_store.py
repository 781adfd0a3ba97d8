"""Registration tokens that wait for their operation, in a dictionary."""

from datetime import datetime

from domain.cml.sealed_secret import SealedSecret


class InMemoryLicenseTokenStore:
    """Nothing expires by itself; a test takes it away."""

    def __init__(self) -> None:
        self.tokens: dict[str, SealedSecret] = {}

    async def put_async(self, token_id: str, sealed: SealedSecret, expires_at: datetime) -> None:  # see above
        """Keep it."""
        self.tokens[token_id] = sealed

    async def get_async(self, token_id: str) -> SealedSecret | None:
        """Return it."""
        return self.tokens.get(token_id)

    async def remove_async(self, token_id: str) -> None:
        """Forget it."""
        self.tokens.pop(token_id, None)
