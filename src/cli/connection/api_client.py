"""Speaks HTTP to one server."""

import re
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Self, TypeAlias
from uuid import uuid4

from cli.connection.authorities import authorities_for
from cli.connection.problem import error_from, retry_after_seconds
from cli.connection.server_address import is_loopback
from cli.connection.target import Target
from cli.errors import CliError, TimedOutError, UnreachableError
from cli.output import streams
from cli.output.columns import Record

if TYPE_CHECKING:
    import httpx

Parameters: TypeAlias = Mapping[str, str | int | Sequence[str]]

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 30.0
MOST_RETRIES = 3
IN_FLIGHT_SECONDS = 30.0
"""How long a repeated POST waits for the reply to the first one."""
STREAM_SILENCE_SECONDS = 45.0
"""A live stream has a heartbeat every 15 s; three missing ones are a lost connection."""


class ApiClient:
    """A connection to the target. It follows no redirect, so that its key reaches nobody else."""

    def __init__(self, target: Target, seconds: float = ANSWER_SECONDS) -> None:
        _leave_out_the_command_line_of_httpx()
        import httpx

        self.server = target.server
        self._seconds = seconds
        self._http = httpx.Client(
            headers={"Authorization": f"Bearer {target.token}"} if target.token else {},
            timeout=httpx.Timeout(seconds, connect=min(seconds, CONNECT_SECONDS)),
            trust_env=not is_loopback(target.server),  # a proxy cannot reach this machine's loopback
            verify=authorities_for(target.server),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def get(self, path: str, params: Parameters | None = None) -> Record:
        """GET a JSON object."""
        return self.request("GET", path, params)

    def post(self, path: str, body: Any = None, params: Parameters | None = None) -> Record:
        """POST a JSON body, or none, and return the JSON object of the answer.

        When the answer is lost it is sent again: under its Idempotency-Key the service does it once.
        """
        return self.request("POST", path, params, body, {"Idempotency-Key": str(uuid4())})

    def put(self, path: str, body: Any) -> Record:
        """PUT a JSON body and return the JSON object of the answer."""
        return self.request("PUT", path, None, body)

    def patch(self, path: str, body: Any) -> Record:
        """Change a part of something; it may be done again."""
        return self.request("PATCH", path, None, body)

    def delete(self, path: str, headers: Mapping[str, str] | None = None) -> Record:
        """DELETE, and return the JSON object of the answer, an empty one where it has none."""
        return self.request("DELETE", path, headers=headers)

    def request(
        self,
        method: str,
        path: str,
        params: Parameters | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Record:
        """Send a request and read the answer. Raises CliError."""
        request = self._http.build_request(method, self.server + path, params=params, json=body, headers=headers)
        response = self._send(request)
        for _ in range(MOST_RETRIES):
            wait_seconds = _wait_asked_for(response)
            if not 0 < wait_seconds <= self._seconds:
                break
            streams.message(f"The server asks to wait {wait_seconds:g} s.")
            time.sleep(wait_seconds)
            response = self._send(request)
        if not response.is_success:
            raise error_from(response)
        return _object(response)

    def _send(self, request: "httpx.Request") -> "httpx.Response":
        import httpx

        with self._worded_errors():
            try:
                return self._http.send(request)
            except (httpx.ReadError, httpx.RemoteProtocolError):
                if "Idempotency-Key" not in request.headers:
                    raise
            return self._send_again(request)

    def _send_again(self, request: "httpx.Request") -> "httpx.Response":
        ends = time.monotonic() + IN_FLIGHT_SECONDS
        while True:
            response = self._http.send(request)
            wait = response.headers.get("Retry-After", "")
            in_flight = response.status_code == HTTPStatus.CONFLICT and wait.isdecimal()
            if not in_flight or time.monotonic() >= ends:
                return response
            time.sleep(float(wait))

    @contextmanager
    def events(self, path: str, params: Parameters, last_event_id: str | None) -> Iterator[Iterator[bytes]]:
        """Open an event stream and give its bytes as they come. Raises CliError."""
        import httpx

        headers = {"Accept": "text/event-stream", "Cache-Control": "no-store", "Accept-Encoding": "identity"}
        if last_event_id:
            headers["Last-Event-ID"] = last_event_id
        timeout = httpx.Timeout(STREAM_SILENCE_SECONDS, connect=CONNECT_SECONDS)
        with self.open("GET", path, params=params, headers=headers, timeout=timeout) as response:
            if not response.is_success:
                response.read()
                raise error_from(response)
            yield response.iter_raw()

    @contextmanager
    def open(self, method: str, path: str, **request: Any) -> "Iterator[httpx.Response]":
        """Send a request and give the answer before its body was read. Raises CliError."""
        with self._worded_errors(), self._http.stream(method, self.server + path, **request) as response:
            yield response

    @contextmanager
    def _worded_errors(self) -> Iterator[None]:
        import httpx

        try:
            yield
        except httpx.ConnectTimeout as error:
            raise UnreachableError(f"Nothing answers at {self.server}: no connection in time.") from error
        except httpx.TimeoutException as error:
            raise TimedOutError(f"{self.server} did not answer in time.") from error
        except (httpx.RequestError, httpx.InvalidURL) as error:
            raise UnreachableError(f"Nothing answers at {self.server}: {_reason(error)}.") from error


def _wait_asked_for(response: "httpx.Response") -> float:
    """Only what was refused for coming too often was surely not begun, and may be sent again."""
    return retry_after_seconds(response) if response.status_code == HTTPStatus.TOO_MANY_REQUESTS else 0.0


def _leave_out_the_command_line_of_httpx() -> None:
    """Nobody calls it here, and what it imports is a third of what a command costs; httpx copes without."""
    sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]  # None stands for what cannot be imported


def _reason(error: Exception) -> str:
    return re.sub(r"^\[Errno -?\d+\] ", "", str(error)).rstrip(".") or type(error).__name__


def _object(response: "httpx.Response") -> Record:
    if not response.content:
        return {}
    try:
        document = response.json()
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise CliError(f"{response.url.copy_with(query=None)} gave no JSON object: is this a cml-fleet server?")
    return document
