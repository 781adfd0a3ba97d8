"""The sender of webhooks, and receivers over sockets."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from application.outbound.address_policy import AddressPolicy
from application.ports.webhook_sender import WebhookDelivery
from domain.webhook.webhook import WebhookMode
from fakes.fake_clock import FakeClock
from fakes.fake_process import settings_with
from integration.webhooks.aiohttp_webhook_sender import AiohttpWebhookSender
from integration.webhooks.webhook_connections import WebhookConnections
from support.webhook_receiver import WebhookReceiver

OUTBOUND: dict[str, Any] = {"outbound_allow_http": True, "outbound_allow_loopback": True, "outbound_allowed_ports": []}

NewSender = Callable[[FakeClock], AiohttpWebhookSender]


def delivery_to(url: str) -> WebhookDelivery:
    """One event for a receiver."""
    event = {
        "specversion": "1.0",
        "id": "5eed0001-1",
        "type": "io.cmlfleet.worker.imported.v1",
        "source": "urn:cml-fleet:test",
        "subject": "w-1",
        "time": "2026-06-01T12:00:00.000Z",
        "datacontenttype": "application/json",
        "data": {"name": "worker-1"},
    }
    return WebhookDelivery(
        url=url, mode=WebhookMode.BINARY, secrets=["whsec_c2VjcmV0"], timestamp=1_780_000_000, cloud_event=event
    )


@pytest.fixture
async def new_sender() -> AsyncIterator[NewSender]:
    """Make senders that may speak plain HTTP with this machine, and with nobody's metadata."""
    opened: list[WebhookConnections] = []

    def make(clock: FakeClock) -> AiohttpWebhookSender:
        policy = AddressPolicy(settings_with(**OUTBOUND))
        opened.append(WebhookConnections(policy))
        return AiohttpWebhookSender(opened[-1], policy, clock)

    yield make
    for connections in opened:
        await connections.stop_async()


@pytest.fixture
def sender(new_sender: NewSender) -> AiohttpWebhookSender:
    """One of them."""
    return new_sender(FakeClock())


@pytest.fixture
async def receiver() -> AsyncIterator[WebhookReceiver]:
    """A receiver that takes everything."""
    async with WebhookReceiver() as receiver:
        yield receiver
        receiver.open.set()
