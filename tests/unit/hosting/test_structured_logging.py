"""Logs: one JSON object a line, whoever writes it."""

import logging
from collections.abc import Iterator

import orjson
import pytest
import structlog

from application.clock import Clock, rfc3339
from application.structured_logging import CHATTY, configure_logging
from fakes.in_memory_telemetry import InMemoryTelemetry


@pytest.fixture
def _as_before() -> Iterator[None]:
    """Leave logging as it was found."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in CHATTY}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)
    structlog.reset_defaults()


@pytest.mark.usefixtures("_as_before")
def test_lines_are_json_whoever_writes_them(capsys: pytest.CaptureFixture[str]) -> None:
    """Structlog's and the standard library's alike; libraries are heard from WARNING on."""
    configure_logging("INFO")
    structlog.get_logger("fleet").info("worker_seen", worker={1: Clock}, scope=("a", "b"))
    structlog.get_logger("fleet").debug("too_much")
    logging.getLogger("apscheduler.executors").info("chatter")
    logging.getLogger("somebody").warning("a %s", "word")
    structlog.get_logger("fleet").error("fault", exc_info=KeyError("gone"))
    lines = [orjson.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["event"] for line in lines] == ["worker_seen", "a word", "fault"]
    assert [line["level"] for line in lines] == ["info", "warning", "error"]
    assert (lines[0]["logger"], lines[0]["scope"]) == ("fleet", ["a", "b"])
    assert "KeyError: 'gone'" in lines[2]["exception"]


@pytest.mark.usefixtures("_as_before")
def test_lines_carry_the_trace_when_they_are_written_inside_a_span(capsys: pytest.CaptureFixture[str]) -> None:
    """Of libraries as well; outside of a span there is nothing to carry."""
    configure_logging("INFO")
    with InMemoryTelemetry().tracer.start_as_current_span("work") as span:
        structlog.get_logger("fleet").info("worker_seen")
        logging.getLogger("somebody").warning("a word")
    structlog.get_logger("fleet").info("after")
    lines = [orjson.loads(line) for line in capsys.readouterr().err.splitlines()]
    context = span.get_span_context()
    ids = (f"{context.trace_id:032x}", f"{context.span_id:016x}")
    assert [(line.get("trace_id"), line.get("span_id")) for line in lines] == [ids, ids, (None, None)]


def test_clock_is_aware_and_cut_to_milliseconds() -> None:
    """Documents and CloudEvents keep no more; durations come from a clock that nobody moves."""
    clock = Clock()
    now = clock.now()
    assert (now.utcoffset(), now.microsecond % 1000) == (clock.now().utcoffset(), 0)
    assert rfc3339(now).endswith("Z")
    assert clock.monotonic_seconds() <= clock.monotonic_seconds()
