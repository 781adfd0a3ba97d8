"""Webhooks over HTTP: /api/webhooks. A secret is in the answer that makes it, and in no other."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

from classy_fastapi.decorators import delete, get, patch, post
from fastapi import Path
from starlette.responses import Response

from api.controller import FleetController
from api.ids import UUID_PATTERN
from api.openapi.problem_responses import problems
from api.problem_details import json_response
from api.webhook.webhook_bodies import (
    CreateWebhookRequest,
    FailingDeliveryReply,
    GivenUpDeliveryReply,
    UpdateWebhookRequest,
    WebhookDeliveriesReply,
    WebhookListReply,
    WebhookReply,
    WebhookTrialReply,
    WebhookWithSecretReply,
)
from application.ports.dead_letters import DeadLetter
from application.webhook.create_webhook_command import CreateWebhookCommand
from application.webhook.get_webhook_deliveries_query import GetWebhookDeliveriesQuery, WebhookDeliveries
from application.webhook.get_webhook_query import GetWebhookQuery
from application.webhook.list_webhooks_query import ListWebhooksQuery
from application.webhook.remove_webhook_command import RemoveWebhookCommand
from application.webhook.rotate_webhook_secret_command import RotateWebhookSecretCommand
from application.webhook.try_webhook_command import TryWebhookCommand
from application.webhook.update_webhook_command import UpdateWebhookCommand
from application.webhook.webhook_dto import WebhookDto, WebhookWithSecret

WebhookId = Annotated[str, Path(pattern=UUID_PATTERN, description="a webhook's id")]
NO_STORE = {"Cache-Control": "no-store"}


class WebhooksController(FleetController):
    """Receivers outside that are told of events, for admins."""

    path = "/api/webhooks"

    @get("", response_model=WebhookListReply, responses=problems())
    async def list_webhooks(self) -> Response:
        """List all webhooks and how their deliveries go."""
        return await self.execute_async(ListWebhooksQuery(), _listed)

    @post("", status_code=201, response_model=WebhookWithSecretReply, responses=problems(409))
    async def create_webhook(self, body: CreateWebhookRequest) -> Response:
        """Tell another receiver from now on; the answer shows the secret, once."""
        command = CreateWebhookCommand(name=body.name, url=body.url, words=body.filter.words, mode=body.mode)
        return await self.execute_async(command, _with_secret)

    @get("/{webhook_id}", response_model=WebhookReply, responses=problems(404))
    async def get_webhook(self, webhook_id: WebhookId) -> Response:
        """Show one webhook."""
        return await self.execute_async(GetWebhookQuery(webhook_id), _shown)

    @patch("/{webhook_id}", response_model=WebhookReply, responses=problems(404, 409))
    async def update_webhook(self, webhook_id: WebhookId, body: UpdateWebhookRequest) -> Response:
        """Change a webhook; one that is enabled again goes on where it stood."""
        command = UpdateWebhookCommand(
            webhook_id=webhook_id,
            name=body.name,
            url=body.url,
            words=body.filter.words if body.filter else None,
            mode=body.mode,
            enabled=body.enabled,
        )
        return await self.execute_async(command, _shown)

    @delete("/{webhook_id}", status_code=204, responses=problems(404))
    async def remove_webhook(self, webhook_id: WebhookId) -> Response:
        """Remove a webhook with everything that waits for it."""
        return await self.execute_async(RemoveWebhookCommand(webhook_id))

    @get("/{webhook_id}/deliveries", response_model=WebhookDeliveriesReply, responses=problems(404))
    async def get_webhook_deliveries(self, webhook_id: WebhookId) -> Response:
        """Show how far a receiver is, and what it could not be told."""
        return await self.execute_async(GetWebhookDeliveriesQuery(webhook_id), _deliveries)

    @post("/{webhook_id}/test", response_model=WebhookTrialReply, responses=problems(404, 409))
    async def send_test_event(self, webhook_id: WebhookId) -> Response:
        """Send one event of the type `webhook.test` now, and say what came back."""
        return await self.execute_async(TryWebhookCommand(webhook_id))

    @post("/{webhook_id}/rotate-secret", response_model=WebhookWithSecretReply, responses=problems(404, 409))
    async def rotate_webhook_secret(self, webhook_id: WebhookId) -> Response:
        """Make another secret and show it, once; deliveries are signed with both for a day."""
        return await self.execute_async(RotateWebhookSecretCommand(webhook_id), _with_secret)


def _reply(webhook: WebhookDto) -> WebhookReply:
    return WebhookReply.model_validate(asdict(webhook))


def _shown(webhook: WebhookDto, status: int) -> Response:
    return json_response(_reply(webhook), status)


def _listed(webhooks: Sequence[WebhookDto], status: int) -> Response:
    return json_response(WebhookListReply(items=list(map(_reply, webhooks))), status)


def _with_secret(made: WebhookWithSecret, status: int) -> Response:
    reply = WebhookWithSecretReply.model_validate({**asdict(made.webhook), "secret": made.secret})
    return json_response(reply, status, NO_STORE)


def _deliveries(deliveries: WebhookDeliveries, status: int) -> Response:
    reply = WebhookDeliveriesReply(
        webhook=_reply(deliveries.webhook),
        consumer=deliveries.consumer,
        waiting=deliveries.waiting.events,
        more_may_wait=deliveries.waiting.is_least,
        failing=[FailingDeliveryReply.model_validate(asdict(event)) for event in deliveries.failing],
        given_up=list(map(_given_up, deliveries.letters)),
    )
    return json_response(reply, status)


def _given_up(letter: DeadLetter) -> GivenUpDeliveryReply:
    return GivenUpDeliveryReply(
        letter_id=letter.id,
        event_type=letter.record.short_type,
        subject=letter.subject,
        message=letter.message,
        attempts=letter.attempts,
        last_failed_at=letter.last_failed_at,
    )
