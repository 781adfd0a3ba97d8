"""The services of webhooks, one of each per app."""

from application.webhook.delivery_outcomes import DeliveryOutcomes
from application.webhook.waiting_events import WaitingEvents
from application.webhook.webhook_host import WebhookHost
from application.webhook.webhook_loader import WebhookLoader
from application.webhook.webhook_rotation import WebhookRotation
from application.webhook.webhook_secrets import WebhookSecrets
from application.webhook.webhook_switch import WebhookSwitch

SERVICES = (
    DeliveryOutcomes,
    WaitingEvents,
    WebhookHost,
    WebhookLoader,
    WebhookRotation,
    WebhookSecrets,
    WebhookSwitch,
)

HOSTED = (WebhookHost,)
