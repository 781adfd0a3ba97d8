"""The trace that the current task works in (W3C Trace Context)."""

from opentelemetry.trace import format_span_id, format_trace_id, get_current_span


def current_trace_id() -> str:
    """Return its id, 32 hexadecimal digits; "" outside of a span."""
    context = get_current_span().get_span_context()
    return format_trace_id(context.trace_id) if context.is_valid else ""


def current_span_id() -> str:
    """Return the span's id, 16 hexadecimal digits; "" outside of a span."""
    context = get_current_span().get_span_context()
    return format_span_id(context.span_id) if context.is_valid else ""


def current_traceparent() -> str:
    """Return both and the flags as the header `traceparent` has them; "" outside of a span."""
    context = get_current_span().get_span_context()
    if not context.is_valid:
        return ""
    return f"00-{format_trace_id(context.trace_id)}-{format_span_id(context.span_id)}-{context.trace_flags:02x}"
