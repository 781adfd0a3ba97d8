"""WebhookSecrets: makes the secrets of webhooks, and seals and opens them."""

import base64
import secrets
from dataclasses import replace
from datetime import timedelta

from application.clock import Clock
from application.ports.sealer import Sealer
from domain.cml.sealed_secret import SealedSecret
from domain.webhook.webhook import Webhook

SECRET_BYTES = 32
PREFIX = "whsec_"
"""How the Standard Webhooks specification marks a symmetric secret; Base64 follows."""
BOTH_VALID = timedelta(hours=24)


class WebhookSecrets:
    """A secret is shown once, to who makes it."""

    def __init__(self, sealer: Sealer, clock: Clock) -> None:
        self._sealer = sealer
        self._clock = clock

    def new_for(self, webhook_id: str) -> tuple[str, SealedSecret]:
        """Make a secret and seal it."""
        secret = PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
        return secret, self._sealer.seal(secret, f"webhooks/{webhook_id}")

    def rotated(self, webhook: Webhook) -> tuple[str, Webhook]:
        """Give it another secret; deliveries are signed with both for a day."""
        secret, sealed = self.new_for(webhook.id)
        until = self._clock.now() + BOTH_VALID
        return secret, replace(webhook, sealed=sealed, previous=webhook.sealed, previous_until=until)

    def of(self, webhook: Webhook) -> list[str]:
        """The secrets to sign with now; CannotOpenError."""
        return [self._sealer.open(sealed, webhook.bound_to) for sealed in webhook.secrets_at(self._clock.now())]
