"""What makes a figure worth telling."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.telemetry.worker_telemetry import FIGURES, TelemetryThreshold, WorkerTelemetry
from fakes.fake_clock import NOON
from fakes.readings import cloudwatch_reading

percents = st.floats(0, 100)
rates = st.floats(0, 1e10)
THRESHOLD = TelemetryThreshold()


@given(told=percents, now=percents, step=st.floats(0.001, 50))
def test_percent_is_told_when_it_moved_by_its_step(told: float, now: float, step: float) -> None:
    """Below the step nothing is told, from the step on it is."""
    threshold = TelemetryThreshold(percent_points=step)
    moved = WorkerTelemetry(cpu_percent=now).moved_from(WorkerTelemetry(cpu_percent=told), threshold)
    assert moved is (abs(now - told) >= step)


@given(told=rates, now=rates)
def test_rate_is_told_when_it_moved_by_a_tenth_and_more_than_the_floor(told: float, now: float) -> None:
    """Byte rates have no natural scale: the step follows the value, with a floor for idle machines."""
    before = WorkerTelemetry(network_out_bytes_per_second=told)
    moved = WorkerTelemetry(network_out_bytes_per_second=now).moved_from(before, THRESHOLD)
    assert moved is (abs(now - told) >= max(1024.0, 0.1 * told))


@given(st.floats(0, 100))
def test_nothing_is_told_when_nothing_moved_and_the_step_is_zero(cpu: float) -> None:
    """A threshold of 0 tells every change, and an unchanged figure is none."""
    figures = WorkerTelemetry(cpu_percent=cpu)
    assert not figures.moved_from(figures, TelemetryThreshold(percent_points=0, rate_share=0, rate_floor=0))


@pytest.mark.parametrize("name", FIGURES)
def test_figure_is_told_when_it_was_unknown(name: str) -> None:
    """From unknown to known is news, however small."""
    known: dict[str, Any] = {name: 0.0}
    assert WorkerTelemetry(**known).moved_from(WorkerTelemetry(), THRESHOLD)


def test_small_steps_are_told_when_they_add_up() -> None:
    """What counts is the distance from the value last told, not from the last reading."""
    told = WorkerTelemetry(cpu_percent=10)
    assert not WorkerTelemetry(cpu_percent=10.6).moved_from(told, THRESHOLD)
    assert WorkerTelemetry(cpu_percent=11.2).moved_from(told, THRESHOLD)


def test_reading_changes_nothing_when_it_is_older_or_empty() -> None:
    """Points may arrive out of order, and may not arrive at all."""
    figures = WorkerTelemetry().with_cloudwatch(cloudwatch_reading())
    assert figures.with_cloudwatch(cloudwatch_reading(cpu_percent=1, taken_at=NOON - timedelta(seconds=1))) is figures
    assert figures.with_cloudwatch(cloudwatch_reading(cpu_percent=None)) is figures


def test_figure_stays_when_a_reading_does_not_hold_it() -> None:
    """Each figure keeps its last value and its source."""
    first = cloudwatch_reading(network_in_bytes_per_second=5000.0)
    figures = WorkerTelemetry().with_cloudwatch(first).with_cloudwatch(cloudwatch_reading(cpu_percent=60))
    assert (figures.cpu_percent, figures.network_in_bytes_per_second) == (60, 5000.0)
    assert figures.sources == {"cpu_percent": "cloudwatch", "network_in_bytes_per_second": "cloudwatch"}
