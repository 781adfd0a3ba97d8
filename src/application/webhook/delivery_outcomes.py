"""DeliveryOutcomes: how deliveries go, kept so that people can look; no write for each of them."""

from application.clock import Clock
from application.ports.webhook_statuses import WebhookStatus, WebhookStatuses

WRITTEN_EACH_SECONDS = 5.0


class DeliveryOutcomes:
    """A change between success and failure is written at once, what stays as it is every few seconds."""

    def __init__(self, statuses: WebhookStatuses, clock: Clock) -> None:
        self._statuses = statuses
        self._clock = clock
        self._known: dict[str, WebhookStatus] = {}
        self._due: dict[str, float] = {}

    async def succeeded_async(self, webhook_id: str) -> None:
        """Note a delivery."""
        was = await self._known_of(webhook_id)
        await self._note(webhook_id, was, WebhookStatus(last_success_at=self._clock.now()))

    async def failed_async(self, webhook_id: str, reason: str) -> None:
        """Note a failure."""
        was = await self._known_of(webhook_id)
        since = was.failing_since or self._clock.now()
        now = WebhookStatus(last_success_at=was.last_success_at, failing_since=since, last_error=reason)
        await self._note(webhook_id, was, now)

    async def _known_of(self, webhook_id: str) -> WebhookStatus:
        if webhook_id not in self._known:
            self._known[webhook_id] = await self._statuses.find_async(webhook_id)
        return self._known[webhook_id]

    async def _note(self, webhook_id: str, was: WebhookStatus, now: WebhookStatus) -> None:
        self._known[webhook_id] = now
        seconds = self._clock.monotonic_seconds()
        changed = (was.failing_since, was.last_error) != (now.failing_since, now.last_error)
        if changed or seconds >= self._due.get(webhook_id, 0.0):
            self._due[webhook_id] = seconds + WRITTEN_EACH_SECONDS
            await self._statuses.put_async(webhook_id, now)
