"""One delivery to a receiver over a real socket, whatever the receiver does."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from email.utils import format_datetime
from typing import Any

import pytest
from aiohttp import web

from application.ports.webhook_sender import WebhookGoneError, WebhookRefusedError, WebhookUnreachableError
from domain.errors import InvalidRequestError
from fakes.fake_clock import NOON
from integration.webhooks import webhook_connections
from integration.webhooks.aiohttp_webhook_sender import MOST_BYTES, AiohttpWebhookSender
from support.loopback import LOOPBACK, free_port
from support.webhook_receiver import WebhookReceiver

from .conftest import delivery_to

METADATA = "169.254.169.254"


def answering(status: int, **fields: Any) -> Callable[[], web.Response]:
    """What makes a receiver answer so."""
    return lambda: web.Response(status=status, **fields)


async def endless(chunk: bytes, pause_seconds: float) -> AsyncIterator[bytes]:
    """A reply that never ends."""
    while True:
        yield chunk
        await asyncio.sleep(pause_seconds)


async def test_is_cut_off_when_the_receiver_is_slow(
    sender: AiohttpWebhookSender, receiver: WebhookReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waits for no answer beyond the deadline; the receiver is free for the next delivery."""
    monkeypatch.setattr(webhook_connections, "TOTAL_SECONDS", 1)
    receiver.open.clear()
    with pytest.raises(WebhookUnreachableError, match="no answer in time"):
        await sender.send_async(delivery_to(receiver.url))
    receiver.open.set()
    assert await sender.send_async(delivery_to(receiver.url)) == 204


async def test_is_cut_off_when_the_answer_trickles(
    sender: AiohttpWebhookSender, receiver: WebhookReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One deadline for all of it: a byte now and then gives nobody more time."""
    monkeypatch.setattr(webhook_connections, "TOTAL_SECONDS", 1)
    receiver.answer = lambda: web.Response(body=endless(b".", 0.02))
    with pytest.raises(WebhookUnreachableError, match="no answer in time"):
        await sender.send_async(delivery_to(receiver.url))


async def test_is_taken_when_the_answer_has_no_end(sender: AiohttpWebhookSender, receiver: WebhookReceiver) -> None:
    """The status counts; of the rest no more is read than there is room for, and the connection is let go."""
    receiver.answer = lambda: web.Response(body=endless(b"x" * MOST_BYTES, 0))
    assert await sender.send_async(delivery_to(receiver.url)) == 200
    receiver.answer = answering(204)
    assert await sender.send_async(delivery_to(receiver.url)) == 204


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (410, WebhookGoneError),
        (408, WebhookUnreachableError),
        (503, WebhookUnreachableError),
        (400, WebhookRefusedError),
        (500, WebhookRefusedError),
    ],
)
async def test_answers_are_told_apart(
    sender: AiohttpWebhookSender, receiver: WebhookReceiver, status: int, error: type[Exception]
) -> None:
    """What the event is to blame for, and what it is not."""
    receiver.answer = answering(status)
    with pytest.raises(error, match=str(status)):
        await sender.send_async(delivery_to(receiver.url))


@pytest.mark.parametrize(
    ("asked", "seconds"), [("120", 120.0), (format_datetime(NOON.replace(minute=5)), 300.0), ("soon", None)]
)
async def test_says_for_how_long_it_is_asked_to_wait(
    sender: AiohttpWebhookSender, receiver: WebhookReceiver, asked: str, seconds: float | None
) -> None:
    """Seconds or a date; what is neither asks for nothing."""
    receiver.answer = answering(429, headers={"Retry-After": asked})
    with pytest.raises(WebhookUnreachableError) as raised:
        await sender.send_async(delivery_to(receiver.url))
    assert raised.value.retry_after_seconds == seconds


async def test_is_unreachable_when_nobody_listens(sender: AiohttpWebhookSender) -> None:
    """Nothing of a driver's text is told."""
    with pytest.raises(WebhookUnreachableError, match=r"^the receiver cannot be reached \(\w+\)$"):
        await sender.send_async(delivery_to(f"http://{LOOPBACK}:{free_port()}/"))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_is_followed_nowhere_when_the_receiver_redirects(
    sender: AiohttpWebhookSender, receiver: WebhookReceiver, status: int
) -> None:
    """Neither to instance metadata nor to another receiver that would take it."""
    async with WebhookReceiver() as elsewhere:
        for target in (f"http://{METADATA}/latest/meta-data/", elsewhere.url):
            receiver.answer = answering(status, headers={"Location": target})
            with pytest.raises(WebhookRefusedError, match="nobody follows"):
                await sender.send_async(delivery_to(receiver.url))
        assert elsewhere.received == []


@pytest.mark.parametrize("address", [METADATA, "fd00:ec2::254", "::ffff:169.254.169.254"])
async def test_is_refused_when_a_name_resolves_to_metadata(
    sender: AiohttpWebhookSender, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    """The name is harmless when it is named; what it resolves to is looked at before anything is connected."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    place = (address, 80, 0, 0) if ":" in address else (address, 80)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(family, socket.SOCK_STREAM, 6, "", place)])
    sender.check_url("http://hooks.example.net/fleet")
    with pytest.raises(WebhookRefusedError, match="where instance metadata is"):
        await sender.send_async(delivery_to("http://hooks.example.net/fleet"))


async def test_is_refused_when_its_address_is_metadata(sender: AiohttpWebhookSender) -> None:
    """When it is named, and when an older version of the settings had allowed it."""
    with pytest.raises(InvalidRequestError, match="where instance metadata is"):
        sender.check_url(f"http://{METADATA}/")
    with pytest.raises(WebhookRefusedError, match="where instance metadata is"):
        await sender.send_async(delivery_to(f"http://{METADATA}/"))
