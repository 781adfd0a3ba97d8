"""The trace of the current task, as it is told."""

from application.trace_context import current_span_id, current_trace_id, current_traceparent
from fakes.in_memory_telemetry import InMemoryTelemetry


def test_trace_is_told_inside_a_span() -> None:
    """As `traceparent` has it: version, trace, span, and whether it is sampled."""
    with InMemoryTelemetry().tracer.start_as_current_span("work") as span:
        context = span.get_span_context()
        assert (current_trace_id(), current_span_id()) == (f"{context.trace_id:032x}", f"{context.span_id:016x}")
        assert current_traceparent() == f"00-{context.trace_id:032x}-{context.span_id:016x}-01"


def test_nothing_is_told_outside_of_a_span() -> None:
    """No made-up ids."""
    assert (current_trace_id(), current_span_id(), current_traceparent()) == ("", "", "")
