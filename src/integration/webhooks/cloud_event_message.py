"""CloudEvents as HTTP messages, made by the SDK of the CloudEvents project."""

from datetime import datetime

from cloudevents.core.bindings.http import HTTPMessage, to_binary, to_structured
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from application.ports.webhook_sender import WebhookDelivery
from domain.webhook.webhook import WebhookMode

MADE_BY = {WebhookMode.BINARY: to_binary, WebhookMode.STRUCTURED: to_structured}


def message_of(delivery: WebhookDelivery) -> HTTPMessage:
    """The headers and the body (CloudEvents HTTP Protocol Binding 1.0.2)."""
    attributes = {name: value for name, value in delivery.cloud_event.items() if name != "data"}
    attributes["time"] = datetime.fromisoformat(attributes["time"])
    event = CloudEvent(attributes, delivery.cloud_event["data"])
    return MADE_BY[delivery.mode](event, JSONFormat())
