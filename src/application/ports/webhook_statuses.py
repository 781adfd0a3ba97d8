"""The port to how deliveries to receivers go."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookStatus:
    """`failing_since` is the first failure after the last success, None while all is well; `last_error` says why."""

    last_success_at: datetime | None = None
    failing_since: datetime | None = None
    last_error: str = ""


class WebhookStatuses(Protocol):
    """One per webhook. Errors of the database come as SourceUnavailableError."""

    async def put_async(self, webhook_id: str, status: WebhookStatus) -> None:
        """Keep, in place of the one before."""

    async def find_async(self, webhook_id: str) -> WebhookStatus:
        """Return it; an empty one where nothing was delivered yet."""

    async def all_async(self) -> Mapping[str, WebhookStatus]:
        """Those that are kept, by webhook."""

    async def remove_async(self, webhook_id: str) -> None:
        """Forget it."""
