"""A server that answers as it was told, and the command line that speaks to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from .command_line import CommandLine
from .fake_server import FakeServer, running_server


@pytest.fixture
def server() -> Iterator[FakeServer]:
    """Serve while the test runs."""
    with running_server() as server:
        yield server


@pytest.fixture
def cli(server: FakeServer, tmp_path: Path) -> CommandLine:
    """Return the command line, with the server in its environment."""
    return CommandLine(tmp_path, server.address)
