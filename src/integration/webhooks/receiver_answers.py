"""What the answer of a receiver means."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from application.ports.webhook_sender import WebhookGoneError, WebhookRefusedError, WebhookUnreachableError

LATER = {
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
}
"""The receiver as a whole cannot, whatever the event."""


def raise_unless_taken(status: int, headers: Mapping[str, str], now: datetime) -> None:
    """Return for 2xx; WebhookGoneError, WebhookUnreachableError, WebhookRefusedError for anything else."""
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return
    if status == HTTPStatus.GONE:
        raise WebhookGoneError("the receiver is gone (HTTP 410)")
    if status in LATER:
        wait = retry_after_seconds(headers.get("Retry-After", ""), now)
        raise WebhookUnreachableError(f"the receiver asks for patience (HTTP {status})", retry_after_seconds=wait)
    if status < HTTPStatus.BAD_REQUEST:
        raise WebhookRefusedError(f"the receiver sends elsewhere (HTTP {status}), where nobody follows")
    raise WebhookRefusedError(f"the receiver answers with HTTP {status}")


def retry_after_seconds(text: str, now: datetime) -> float | None:
    """Seconds or a date (RFC 9110, section 10.2.3); None for what is neither."""
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())
