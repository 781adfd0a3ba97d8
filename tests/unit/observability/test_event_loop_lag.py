"""How long the event loop keeps others waiting."""

import asyncio

import pytest

from application.observability import event_loop_lag
from application.observability.event_loop_lag import EventLoopLag
from fakes.fake_clock import FakeClock
from fakes.fake_process import until
from fakes.in_memory_telemetry import InMemoryTelemetry


async def test_lag_is_sampled_while_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sleeper who was woken early is no lag below zero."""
    monkeypatch.setattr(event_loop_lag, "SAMPLE_SECONDS", 0)
    telemetry, clock = InMemoryTelemetry(), FakeClock()
    lag = EventLoopLag(telemetry.meter, clock)
    await lag.start_async()
    await until(lambda: (telemetry.value("cml_fleet.event_loop.lag") or 0) >= 3)
    clock.pass_seconds(0.2)
    await asyncio.sleep(0)
    await until(lambda: telemetry.sum_of("cml_fleet.event_loop.lag") >= 0.2)
    await lag.stop_async()
