"""The port to receivers of webhooks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from domain.errors import DomainError, SourceUnavailableError
from domain.webhook.webhook import WebhookMode


class WebhookUnreachableError(SourceUnavailableError):
    """The receiver gave no answer, or asks to be left alone for a while."""


class WebhookRefusedError(DomainError):
    """The receiver answered, and not with success."""

    code = "webhook_refused"


class WebhookGoneError(SourceUnavailableError):
    """The receiver is there no more (HTTP 410), or is not to be told anything now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookDelivery:
    """One CloudEvent for one receiver, signed with each of `secrets` at `timestamp` (seconds since the epoch)."""

    url: str
    mode: WebhookMode
    secrets: Sequence[str] = field(repr=False)
    timestamp: int
    cloud_event: Mapping[str, Any]


class WebhookSender(Protocol):
    """Sends once."""

    def check_url(self, url: str) -> None:
        """InvalidRequestError for an address that nothing may be sent to."""

    async def send_async(self, delivery: WebhookDelivery) -> int:
        """Return the HTTP status of success; WebhookUnreachableError, WebhookRefusedError, WebhookGoneError."""
