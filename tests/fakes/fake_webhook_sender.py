"""Receivers of webhooks that are none."""

import asyncio
from collections import defaultdict

from application.ports.webhook_sender import WebhookDelivery
from domain.errors import InvalidRequestError
from fakes.fake_clock import FakeClock


class FakeWebhookSender:
    """`faults` are raised for a URL; `taken` are the events that each URL took, `tries` when each was tried."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        self.faults: dict[str, Exception] = {}
        self.taken: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
        self.tries: defaultdict[str, list[float]] = defaultdict(list)
        self.deliveries: list[WebhookDelivery] = []

    def check_url(self, url: str) -> None:
        """Refuse one host."""
        if "169.254" in url:
            raise InvalidRequestError("not there", "/url")

    async def send_async(self, delivery: WebhookDelivery) -> int:
        """Take it, or raise."""
        self.tries[delivery.url].append(self._clock.seconds)
        self.deliveries.append(delivery)
        await asyncio.sleep(0)
        if fault := self.faults.get(delivery.url):
            raise fault
        event = delivery.cloud_event
        self.taken[delivery.url].append((event["subject"], int(event.get("sequence", 0))))
        return 204
