"""A world, a handler, and processes that host it."""

import pytest

from fakes.fake_process import FakeProcess, FakeWorld
from fakes.recording_handler import RecordingHandler

NAME = "RecordingHandler"


@pytest.fixture
def world() -> FakeWorld:
    """An empty database."""
    return FakeWorld()


@pytest.fixture
def handler() -> RecordingHandler:
    """A handler that takes everything."""
    return RecordingHandler()


@pytest.fixture
def process(world: FakeWorld, handler: RecordingHandler) -> FakeProcess:
    """A process that hosts the handler, not started."""
    return FakeProcess(world, durable={RecordingHandler: handler})
