"""Webhooks over HTTP, to receivers over real sockets."""

from typing import Any

import pytest
from aiohttp import web

from support.fixture_types import Serve
from support.running_service import RunningService
from support.waiting import until
from support.webhook_receiver import WebhookReceiver, is_signed

PATH = "/api/webhooks"
OUTBOUND: dict[str, Any] = {"outbound_allow_http": True, "outbound_allow_loopback": True, "outbound_allowed_ports": []}
METADATA = "http://169.254.169.254/latest/meta-data/"
LIFECYCLE = {"event_types": ["worker.imported"]}


async def created(service: RunningService, url: str, **body: Any) -> dict[str, Any]:
    """Create a webhook."""
    reply = await service.admin.post(PATH, json={"name": "chat", "url": url, **body})
    assert reply.status_code == 201, reply.text
    assert reply.headers["cache-control"] == "no-store"
    made: dict[str, Any] = reply.json()
    return made


async def import_ten(service: RunningService) -> set[str]:
    """Import workers; return their ids."""
    reply = await service.admin.post("/api/workers:bulk-import", json={"ami_name": "cisco-cml*"})
    return {worker["id"] for worker in reply.json()["imported"]}


@pytest.mark.parametrize("mode", ["binary", "structured"])
async def test_tells_a_receiver_that_reads_with_the_sdk(serve: Serve, mode: str) -> None:
    """Each event once, signed, in either mode; no answer but the first holds the secret."""
    service = await serve(**OUTBOUND)
    async with WebhookReceiver() as receiver:
        webhook = await created(service, receiver.url, mode=mode, filter=LIFECYCLE)
        workers = await import_ten(service)

        async def told() -> bool:
            return len(receiver.events) >= 10

        await until(told, "all ten are told", 30)
        assert {event["subject"] for event in receiver.events} == workers
        assert {event["type"] for event in receiver.events} == {"io.cmlfleet.worker.imported.v1"}
        assert all(event.data["region"] for event in receiver.events)
        assert all(is_signed(headers, body, webhook["secret"]) for headers, body in receiver.received)
        assert not is_signed(*receiver.received[0], "whsec_AAAA")
        shown = (await service.admin.get(f"{PATH}/{webhook['id']}")).text
        assert webhook["secret"] not in shown + (await service.admin.get(PATH)).text


async def test_signs_with_both_secrets_when_one_was_rotated(serve: Serve) -> None:
    """The receiver changes in its own time."""
    service = await serve(**OUTBOUND)
    async with WebhookReceiver() as receiver:
        webhook = await created(service, receiver.url, filter=LIFECYCLE)
        rotated = (await service.admin.post(f"{PATH}/{webhook['id']}/rotate-secret")).json()
        trial = (await service.admin.post(f"{PATH}/{webhook['id']}/test")).json()
        assert (trial["delivered"], trial["status"]) == (True, 204)
        for secret in (webhook["secret"], rotated["secret"]):
            assert is_signed(*receiver.received[0], secret)


async def test_never_follows_when_a_receiver_sends_elsewhere(serve: Serve) -> None:
    """Neither to instance metadata nor anywhere; nor is that an address to begin with."""
    service = await serve(**OUTBOUND)
    async with WebhookReceiver() as receiver, WebhookReceiver() as elsewhere:
        webhook = await created(service, receiver.url, filter=LIFECYCLE)
        for target in (METADATA, elsewhere.url):
            receiver.answer = lambda target=target: web.Response(status=307, headers={"Location": target})  # type: ignore[misc]
            trial = (await service.admin.post(f"{PATH}/{webhook['id']}/test")).json()
            assert "sends elsewhere" in trial["error"]
        assert not elsewhere.received
    assert (await service.admin.post(PATH, json={"name": "bad", "url": METADATA})).status_code in {400, 422}


async def test_tells_later_when_the_receiver_was_away(serve: Serve) -> None:
    """What failed is seen meanwhile; then all is told."""
    service = await serve(**OUTBOUND, durable_handler_retry_seconds=0.1)
    async with WebhookReceiver() as receiver:
        receiver.answer = lambda: web.Response(status=503)
        webhook = await created(service, receiver.url, filter=LIFECYCLE)
        workers = await import_ten(service)
        path = f"{PATH}/{webhook['id']}"

        async def fails() -> bool:
            shown = (await service.admin.get(f"{path}/deliveries")).json()
            return bool(shown["failing"] and shown["webhook"]["failing_since"])

        await until(fails, "it is seen to fail", 30)
        receiver.answer = lambda: web.Response(status=204)

        async def told() -> bool:
            return {event["subject"] for event in receiver.events} == workers

        await until(told, "all ten are told", 30)
        assert (await service.admin.delete(path)).status_code == 204
        assert (await service.admin.get(path)).status_code == 404


async def test_is_turned_off_when_the_receiver_is_gone(serve: Serve) -> None:
    """HTTP 410 is the receiver's wish."""
    service = await serve(**OUTBOUND)
    async with WebhookReceiver() as receiver:
        receiver.answer = lambda: web.Response(status=410)
        webhook = await created(service, receiver.url, filter=LIFECYCLE)
        await import_ten(service)

        async def off() -> bool:
            return not (await service.admin.get(f"{PATH}/{webhook['id']}")).json()["enabled"]

        await until(off, "it is turned off", 30)
        events = (await service.admin.get("/api/events", params={"event_types": "webhook.disabled"})).json()["items"]
        assert events[0]["event"]["subject"] == webhook["id"]
