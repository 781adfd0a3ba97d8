"""A server of the API that answers as it was told, over real sockets."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

STREAM = "/api/events/stream"


@dataclass(frozen=True)
class Reply:
    """An answer; `body` is JSON, or bytes as they are."""

    status: int = 200
    body: Any = None
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def content(self) -> bytes:
        """The body as it is sent."""
        if self.body is None:
            return b""
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


UNKNOWN = Reply(404, {"title": "Not Found", "detail": "nothing here"}, "application/problem+json")


@dataclass(frozen=True)
class Seen:
    """A request that came."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any


@dataclass(frozen=True)
class Stream:
    """What one connection of the event stream gets; it stays open afterwards when `hold` is set."""

    chunks: tuple[bytes, ...]
    hold: bool = False


class FakeServer(ThreadingHTTPServer):
    """Answers by method and path; what it was not told is 404. Streams are handed out in order."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self._replies: dict[tuple[str, str], list[Reply]] = {}
        self.streams: list[Stream | Reply] = []
        self.seen: list[Seen] = []
        self.closing = threading.Event()

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}"

    def tell(self, method: str, path: str, reply: Reply) -> None:
        """Say what a request is answered with."""
        self._replies[method, path] = [reply]

    def reply_in_turn(self, method: str, path: str, replies: list[Reply]) -> None:
        """Say what the first, second, ... request is answered with; the last reply stays."""
        self._replies[method, path] = list(replies)

    def reply_to(self, method: str, path: str) -> Reply:
        """Return what a request is answered with."""
        replies = self._replies.get((method, path), [UNKNOWN])
        return replies.pop(0) if len(replies) > 1 else replies[0]

    def asked(self, path: str) -> list[Seen]:
        """Return the requests that came for a path."""
        return [request for request in self.seen if request.path == path]


class _Handler(BaseHTTPRequestHandler):
    server: FakeServer

    def do_GET(self) -> None:  # the name http.server asks for
        self._answer()

    do_POST = do_PUT = do_PATCH = do_DELETE = do_GET  # noqa: N815

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Keep the test's output clean."""

    def _answer(self) -> None:
        parts = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length)) if length else None
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.seen.append(Seen(self.command, parts.path, dict(parse_qsl(parts.query)), headers, body))
        if parts.path == STREAM and self.server.streams:
            self._answer_stream(self.server.streams.pop(0))
        else:
            self._send(self.server.reply_to(self.command, parts.path))

    def _answer_stream(self, stream: Stream | Reply) -> None:
        if isinstance(stream, Reply):
            self._send(stream)
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        for chunk in stream.chunks:
            self.wfile.write(chunk)
            self.wfile.flush()
        if stream.hold:
            self.server.closing.wait(30)

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(reply.content)))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.content)


@contextmanager
def running_server() -> Iterator[FakeServer]:
    """Serve on a thread until the block ends."""
    server = FakeServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()
