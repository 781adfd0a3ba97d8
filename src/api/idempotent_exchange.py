"""A request under an Idempotency-Key and its reply, as they are compared, kept and sent again."""

from hashlib import sha256
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from application.ports.idempotency_store import KeptReply, KeyedRequest

KEPT_HEADERS = ("content-type", "location", "etag")
MAX_KEPT_BYTES = 1024 * 1024
NOT_FOR_KEEPING = "no-store"


async def read_body(receive: Receive) -> bytes | None:
    """Read a request's body; None where the client went before its end."""
    chunks: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        chunks.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(chunks)


def keyed_request(principal_id: str, scope: Scope, key: str, body: bytes) -> KeyedRequest:
    """Make digests of who asks where under which key, and of what: neither can be read back."""
    condition = Headers(scope=scope).get("if-match", "").encode("latin-1")
    return KeyedRequest(
        id=sha256("\0".join((principal_id, scope["path"], key)).encode()).hexdigest(),
        fingerprint=sha256(b"\0".join((scope["query_string"], condition, body))).hexdigest(),
    )


class Replayed:
    """Receives a body that was read before, and then whatever else comes."""

    def __init__(self, body: bytes, receive: Receive) -> None:
        self._first: Message | None = {"type": "http.request", "body": body, "more_body": False}
        self._receive = receive

    async def __call__(self) -> Message:
        """Receive the next message."""
        if first := self._first:
            self._first = None
            return first
        return await self._receive()


class RecordedReply:
    """What the app answers, held back until it is kept."""

    def __init__(self) -> None:
        self._messages: list[Message] = []

    async def record(self, message: Message) -> None:
        """Take a message as the server would."""
        self._messages.append(message)

    @property
    def status(self) -> int:
        """The reply's status; 0 where there is none."""
        return int(self._messages[0]["status"]) if self._messages else 0

    @property
    def is_final(self) -> bool:
        """Whether the request was decided: a fault, or a source that was away, decides nothing."""
        complete = bool(self._messages) and not self._messages[-1].get("more_body", False)
        undecided = self.status >= HTTPStatus.INTERNAL_SERVER_ERROR or self.status == HTTPStatus.TOO_MANY_REQUESTS
        return complete and not undecided

    def to_keep(self) -> KeptReply:
        """The reply as it is kept: without a body that holds a secret or is very large."""
        headers = Headers(raw=self._messages[0]["headers"])
        body = b"".join(message.get("body", b"") for message in self._messages)
        fit = NOT_FOR_KEEPING not in headers.get("cache-control", "") and len(body) <= MAX_KEPT_BYTES
        kept_headers = {name: headers[name] for name in KEPT_HEADERS if name in headers}
        return KeptReply(self.status, kept_headers, body if fit else None)

    async def send_on(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  # ASGI's form
        """Send the reply, as an ASGI app."""
        for message in self._messages:
            await send(message)


def kept_response(kept: KeptReply) -> Response:
    """Make the response of a reply that was kept with its body."""
    return Response(kept.body, kept.status, {**kept.headers, "Idempotency-Replayed": "true"})
