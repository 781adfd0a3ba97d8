"""ApiKey: a way in for programs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.access.principal import Principal, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A key as it is kept: `digest` is the HMAC-SHA256 of the secret, which is shown once and never kept."""

    id: str
    name: str
    role: Role
    digest: str
    created_at: datetime
    created_by: str
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None

    def valid_at(self, moment: datetime) -> bool:
        """Whether the key opens anything at `moment`."""
        return self.revoked_at is None and (self.expires_at is None or moment < self.expires_at)

    @property
    def principal(self) -> Principal:
        """Who acts when this key is shown."""
        return Principal(id=f"key:{self.id}", name=self.name, role=self.role)


class ApiKeyRepository(Protocol):
    """Where keys are kept."""

    async def add_async(self, key: ApiKey) -> None:
        """Keep a new key."""

    async def list_async(self) -> list[ApiKey]:
        """Every key, also expired and revoked ones, oldest first."""

    async def find_by_digest_async(self, digest: str) -> ApiKey | None:
        """The key with this digest."""

    async def revoke_async(self, key_id: str, at: datetime) -> bool:
        """End a key for good; False when there is none with this id."""

    async def record_use_async(self, key_id: str, at: datetime) -> None:
        """Remember when a key was last used."""
