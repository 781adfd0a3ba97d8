"""API keys in a dictionary."""

from dataclasses import replace
from datetime import datetime

from domain.access.api_key import ApiKey


class InMemoryApiKeyRepository:
    """`lookups` counts the questions for a digest, `uses` the recorded uses."""

    def __init__(self) -> None:
        self.keys: dict[str, ApiKey] = {}
        self.lookups = 0
        self.uses = 0

    async def add_async(self, key: ApiKey) -> None:
        """Keep."""
        self.keys[key.id] = key

    async def list_async(self) -> list[ApiKey]:
        """Return all, oldest first: their ids sort by time."""
        return sorted(self.keys.values(), key=lambda key: key.id)

    async def find_by_digest_async(self, digest: str) -> ApiKey | None:
        """Look it up."""
        self.lookups += 1
        return next((key for key in self.keys.values() if key.digest == digest), None)

    async def revoke_async(self, key_id: str, at: datetime) -> bool:
        """Set `revoked_at`; a key that was revoked before keeps its time."""
        if key_id not in self.keys:
            return False
        key = self.keys[key_id]
        self.keys[key_id] = replace(key, revoked_at=key.revoked_at or at)
        return True

    async def record_use_async(self, key_id: str, at: datetime) -> None:
        """Set `last_used_at`."""
        self.uses += 1
        self.keys[key_id] = replace(self.keys[key_id], last_used_at=at)
