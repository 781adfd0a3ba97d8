"""A receiver of webhooks over a real socket: reads with the CloudEvents SDK, verifies with the standard library."""

import asyncio
import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Self

from aiohttp import web
from cloudevents.v1.http import CloudEvent, from_http

from support.loopback import LOOPBACK


def is_signed(headers: Mapping[str, str], body: bytes, secret: str) -> bool:
    """Whether the body was signed with the secret."""
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    return any(hmac.compare_digest(f"v1,{expected}", given) for given in headers["webhook-signature"].split())


class WebhookReceiver:
    """Answers as `answer` says, and not while `open` is not set.

    `received` are all requests, `events` those it answered with success. With a `port` it comes back where it was.
    """

    def __init__(self, port: int = 0) -> None:
        self._port = port
        self.open = asyncio.Event()
        self.open.set()
        self.events: list[CloudEvent] = []
        self.received: list[tuple[Mapping[str, str], bytes]] = []
        self.answer: Callable[[], web.Response] = lambda: web.Response(status=204)
        self._runner: web.AppRunner | None = None
        self.url = ""

    def hold_after(self, count: int) -> None:
        """Take so many events; keep all others waiting until `open` is set."""

        def answer() -> web.Response:
            if len(self.events) + 1 == count:
                self.open.clear()
            return web.Response(status=204)

        self.answer = answer

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_post("/fleet", self._take)
        self._runner = web.AppRunner(app, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, LOOPBACK, self._port)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}/fleet"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _take(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.received.append((request.headers, body))
        await self.open.wait()
        answer = self.answer()
        if answer.status < 300:
            self.events.append(from_http(request.headers, body))
        return answer
