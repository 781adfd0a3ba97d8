"""A server that answers as it was told, and the command line that speaks to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from .command_line import SOURCE, CommandLine, bare_environment
from .fake_server import FakeServer, running_server
from .warm_command import WarmCommand


@pytest.fixture
def server() -> Iterator[FakeServer]:
    """Serve while the test runs."""
    with running_server() as server:
        yield server


@pytest.fixture(scope="session")
def warm() -> Iterator[WarmCommand]:
    """Load the command line once for all runs."""
    command = WarmCommand(bare_environment(SOURCE))
    yield command
    command.stop()


@pytest.fixture
def cli(server: FakeServer, tmp_path: Path, warm: WarmCommand) -> CommandLine:
    """Return the command line, with the server in its environment."""
    return CommandLine(tmp_path, server.address, warm)
