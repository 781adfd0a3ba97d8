"""AiohttpWebhookSender: sends a CloudEvent to a receiver, within one deadline for all of it."""

import aiohttp

from application.clock import Clock
from application.outbound.address_policy import AddressPolicy, AddressRefusedError
from application.ports.webhook_sender import WebhookDelivery, WebhookRefusedError, WebhookUnreachableError
from domain.errors import InvalidRequestError
from integration.outbound.bare_errors import bare
from integration.webhooks.cloud_event_message import message_of
from integration.webhooks.receiver_answers import raise_unless_taken
from integration.webhooks.signatures import signature_header
from integration.webhooks.webhook_connections import WebhookConnections

MOST_BYTES = 65_536
"""So much of a reply is read and thrown away, to keep its connection; one that has more loses it."""


class AiohttpWebhookSender:
    """No redirect is followed: where a receiver sends to was named by nobody here."""

    def __init__(self, connections: WebhookConnections, policy: AddressPolicy, clock: Clock) -> None:
        self._connections = connections
        self._policy = policy
        self._clock = clock

    def check_url(self, url: str) -> None:
        """Refuse what the policy forbids."""
        try:
            self._policy.check_url(url)
        except AddressRefusedError as error:
            raise InvalidRequestError(f"nothing is sent to {url}: {error}", "/url", code="url_refused") from error

    async def send_async(self, delivery: WebhookDelivery) -> int:
        """Send once; nothing of a driver's text is told, which may hold what was sent."""
        try:
            self._policy.check_url(delivery.url)
            return await self._exchange(delivery)
        except AddressRefusedError as error:
            raise WebhookRefusedError(f"nothing is sent to {delivery.url}: {error}") from error
        except TimeoutError as error:
            raise WebhookUnreachableError("the receiver gave no answer in time") from bare(error)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise WebhookUnreachableError(f"the receiver cannot be reached ({type(error).__name__})") from bare(error)

    async def _exchange(self, delivery: WebhookDelivery) -> int:
        message = message_of(delivery)
        response = await self._connections.session.post(
            delivery.url,
            data=message.body,
            headers=_headers(delivery, message.headers, message.body),
            allow_redirects=False,
        )
        try:
            await _read_some(response)
        finally:
            response.release()  # one that was not read to its end loses its connection
        raise_unless_taken(response.status, response.headers, self._clock.now())
        return response.status


async def _read_some(response: aiohttp.ClientResponse) -> None:
    size = 0
    async for chunk in response.content.iter_any():
        size += len(chunk)
        if size > MOST_BYTES:
            return


def _headers(delivery: WebhookDelivery, named: dict[str, str], body: bytes) -> dict[str, str]:
    message_id = str(delivery.cloud_event["id"])
    return {
        **named,
        "webhook-id": message_id,
        "webhook-timestamp": str(delivery.timestamp),
        "webhook-signature": signature_header(delivery.secrets, message_id, delivery.timestamp, body),
    }
