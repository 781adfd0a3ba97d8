"""A live handler is told in order, and can hold up the others only for so long."""

import asyncio

import pytest
from structlog.testing import capture_logs

from application.events import live_telling
from application.events.event_handlers import LiveHandler
from application.events.live_telling import REST_SECONDS, LiveTelling
from application.events.recorded_event import RecordedEvent
from domain.events.fleet_event import FleetEvent
from fakes.fake_clock import FakeClock
from unit.events.sse.fakes import make_event


class TenSeconds(LiveHandler[FleetEvent]):
    """Takes ten seconds for an event while it is slow."""

    def __init__(self) -> None:
        self.begun: list[int] = []
        self.slow = True

    async def handle_async(self, notification: RecordedEvent) -> None:
        """Take it."""
        self.begun.append(notification.sequence)
        if self.slow:
            await asyncio.sleep(10)


class GivesUp(LiveHandler[FleetEvent]):
    """Waits for something that does not come in time, and says so itself."""

    async def handle_async(self, notification: RecordedEvent) -> None:
        """Fail."""
        raise TimeoutError


async def test_late_handler_is_cut_off_and_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    """It costs its deadline once, then nothing for half a minute, and is then told again."""
    monkeypatch.setattr(live_telling, "DEADLINE_SECONDS", 0.01)
    clock, handler = FakeClock(), TenSeconds()
    telling = LiveTelling(handler, clock)
    with capture_logs() as lines:
        async with asyncio.timeout(5):
            for sequence in range(1, 101):
                await telling.tell_async(make_event(sequence))
        clock.pass_seconds(REST_SECONDS)
        handler.slow = False
        for sequence in (101, 102):
            await telling.tell_async(make_event(sequence))
    assert handler.begun == [1, 101, 102]
    assert [(line["event"], line["handler"]) for line in lines] == [
        ("event_handler_rests", "TenSeconds"),
        ("event_handler_told_again", "TenSeconds"),
    ]
    assert lines[1]["missed_events"] == 99


async def test_failing_handler_is_told_the_next_event() -> None:
    """A fault that comes in time is logged, also one that speaks of time; it is no reason to rest."""
    telling = LiveTelling(GivesUp(), FakeClock())
    with capture_logs() as lines:
        for sequence in (1, 2):
            await telling.tell_async(make_event(sequence))
    assert [line["event"] for line in lines] == ["event_handler_failed", "event_handler_failed"]
