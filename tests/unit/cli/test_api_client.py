"""The connection to a server."""

import socket

import pytest

from cli.connection.api_client import ApiClient
from cli.connection.target import Target
from cli.errors import ExitCode, TimedOutError


def test_times_out_when_the_server_says_nothing() -> None:
    """A server that takes the request and does not answer is told from one that is not there."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with (
            ApiClient(Target(address), seconds=0.1) as client,
            pytest.raises(TimedOutError, match="did not answer") as timeout,
        ):
            client.get("/api/fleet")
    assert timeout.value.exit_code == ExitCode.TIMED_OUT
