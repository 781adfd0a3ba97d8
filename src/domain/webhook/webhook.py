"""Webhook: a receiver outside that is told of events, as it is kept."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from domain.cml.sealed_secret import SealedSecret
from domain.webhook.filter_words import FilterWords


class WebhookMode(StrEnum):
    """The content mode (CloudEvents HTTP Protocol Binding 1.0.2, section 3)."""

    BINARY = "binary"
    STRUCTURED = "structured"


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """`sealed` holds the secret that deliveries are signed with.

    `previous` is the one before, with which they are signed as well until `previous_until`. `disabled_reason` is a
    sentence, "" while enabled. `version` grows with every write.
    """

    id: str
    name: str
    url: str
    words: FilterWords
    mode: WebhookMode
    sealed: SealedSecret = field(repr=False)
    previous: SealedSecret | None = field(default=None, repr=False)
    previous_until: datetime | None = None
    enabled: bool = True
    disabled_reason: str = ""
    created_at: datetime
    created_by: str
    version: int = 1

    @property
    def bound_to(self) -> str:
        """What the secret is sealed for: in another record it opens no more."""
        return f"webhooks/{self.id}"

    def secrets_at(self, now: datetime) -> list[SealedSecret]:
        """The secrets to sign with, the present one first."""
        if self.previous and self.previous_until and now < self.previous_until:
            return [self.sealed, self.previous]
        return [self.sealed]


class WebhookRepository(Protocol):
    """Few records. Errors of the database come as SourceUnavailableError."""

    async def add_async(self, webhook: Webhook) -> None:
        """Keep a new one."""

    async def replace_async(self, webhook: Webhook) -> bool:
        """Keep in place of the version before; False, and nothing written, when there is another one by now."""

    async def find_async(self, webhook_id: str) -> Webhook | None:
        """Return one; None where there is none."""

    async def list_async(self) -> Sequence[Webhook]:
        """All, oldest first."""

    async def remove_async(self, webhook_id: str) -> bool:
        """Forget one; False where there is none."""
