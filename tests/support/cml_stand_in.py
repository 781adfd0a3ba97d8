"""A CML controller that answers whatever a test tells it to, over real sockets."""

import ssl
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

LAB = "3f1a9e0c-0000-4000-8000-000000000001"
INFORMATION = {"version": "2.9.0+build.3", "ready": True, "allow_ssh_pubkey_auth": False, "oui": None}
STATS = {
    "computes": {
        "90f84e38-a71c-4d57-8d90-00fa8a197385": {
            "hostname": "cml",
            "is_controller": True,
            "stats": {"dominfo": {"total_nodes": 5, "running_nodes": 2, "allocated_cpus": 2, "allocated_memory": 4}},
        }
    },
    "all": {
        "cpu": {"count": 16, "percent": 37.5},
        "memory": {"used": 25.0, "free": 75.0, "total": 100.0},
        "disk": {"used": 10, "free": 90, "total": 100},
    },
    "controller": {"disk": {"used": 10, "free": 90, "total": 100}},
}
LAB_ANSWER = {
    "id": LAB,
    "lab_title": "ospf",
    "lab_description": "two areas",
    "owner": "00000000-0000-4000-8000-00000000000a",
    "owner_username": "ada",
    "state": "STARTED",
    "node_count": 2,
    "link_count": 1,
    "groups": [{"id": "g", "permission": "read_only", "name": "ccnp"}],
    "created": "2026-05-01T10:00:00+00:00",
    "modified": "2026-05-02T10:00:00+00:00",
}
NODES = [
    {"id": "n1", "lab_id": LAB, "state": "BOOTED", "label": "r1"},
    {"id": "n2", "lab_id": LAB, "state": "STOPPED", "label": "r2"},
]


class CMLStandIn:
    """Knows one user, `admin`, and the tokens it gave out since `tokens` was cleared.

    `answers` are by method and path: JSON, or a handler of the request. `asked` lists the requests that came,
    `peers` the connections over which they did.
    """

    def __init__(self) -> None:
        self.password = "correct-horse"
        self.tokens: set[str] = set()
        self.asked: list[str] = []
        self.headers: list[Any] = []
        self.queries: list[str] = []
        self.peers: set[Any] = set()
        self.answers: dict[str, Any] = {
            "GET /system_information": INFORMATION,
            "GET /system_stats": STATS,
            "GET /system_health": {"valid": True, "is_licensed": True, "controller": {}, "computes": {}},
            "GET /labs": [LAB],
            "GET /nodes": NODES,
            f"GET /labs/{LAB}": LAB_ANSWER,
            f"GET /labs/{LAB}/state": "STARTED",
        }
        self.url = ""
        self._runner: web.ServerRunner | None = None

    @property
    def logins(self) -> int:
        """How often somebody tried to log in."""
        return self.asked.count("POST /authenticate")

    async def start(self, tls: ssl.SSLContext | None = None, port: int = 0) -> None:
        """Listen on a port of loopback."""
        self._runner = web.ServerRunner(web.Server(self._answer), shutdown_timeout=0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port, ssl_context=tls)
        await site.start()
        self.url = f"http{'s' if tls else ''}://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Hang up."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        key = f"{request.method} {request.path.removeprefix('/api/v0')}"
        self.asked.append(key)
        self.headers.append(request.headers)
        self.queries.append(request.query_string)
        self.peers.add(request.transport.get_extra_info("peername") if request.transport else None)
        answer = self.answers.get(key)
        if callable(answer):
            reply: web.StreamResponse = await answer(request)
            return reply
        if key == "POST /authenticate":
            return await self._authenticate(request)
        if key != "GET /system_information" and not self._knows(request):
            return problem(401, "No authorization token provided.")
        if isinstance(answer, web.StreamResponse):
            return answer
        return (
            problem(404, "not found") if answer is None else web.Response(body=orjson.dumps(answer), content_type=JSON)
        )

    async def _authenticate(self, request: web.BaseRequest) -> web.Response:
        if (await request.json())["password"] != self.password:
            return problem(403, "Authentication failed!")
        token = f"token-{self.logins}"
        self.tokens.add(token)
        return web.Response(body=orjson.dumps(token), content_type=JSON)

    def _knows(self, request: web.BaseRequest) -> bool:
        return request.headers.get("Authorization", "").removeprefix("Bearer ") in self.tokens


JSON = "application/json"


def problem(status: int, description: str) -> web.Response:
    """CML's form of an error."""
    return web.Response(
        status=status, body=orjson.dumps({"code": status, "description": description}), content_type=JSON
    )


def answering(make: Callable[[], web.Response]) -> Handler:
    """A handler that answers what `make` makes."""

    async def handle(_: web.Request) -> web.Response:
        return make()

    return handle
