"""A server that answers as it was told, and the command line that speaks to it."""

import os
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
def warm() -> Iterator[WarmCommand | None]:
    """Load the command line once for all runs; not where its lines are counted, which ends with each process."""
    if any(name.startswith("COVERAGE_") for name in os.environ):
        yield None
        return
    command = WarmCommand(bare_environment(SOURCE))
    yield command
    command.stop()


@pytest.fixture
def cli(server: FakeServer, tmp_path: Path, warm: WarmCommand | None) -> CommandLine:
    """Return the command line, with the server in its environment."""
    return CommandLine(tmp_path, server.address, warm)
