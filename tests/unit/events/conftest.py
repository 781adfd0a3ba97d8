"""What the tests of events share."""

import pytest

from application.events import log_follower, log_writer
from fakes.fake_process import FakeWorld


@pytest.fixture(autouse=True)
def no_real_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever tries again does so in the next turn of the loop."""
    monkeypatch.setattr(log_writer, "CONTENTION_SECONDS", 0)
    monkeypatch.setattr(log_follower, "RETRY_SECONDS", 0)


@pytest.fixture
def world() -> FakeWorld:
    """An empty database, and AWS without instances."""
    return FakeWorld()
