"""The frames that speak of the stream itself (WHATWG HTML, 9.2 Server-sent events)."""

import secrets
from datetime import datetime
from typing import Any

import orjson

from application.events.event_position import EventPosition
from application.events.sse.sse_limits import SSELimits


def control_frame(name: str, data: dict[str, Any]) -> bytes:
    """Return a frame without an id: it does not move the client's place in the log."""
    return b"event: %b\ndata: %b\n\n" % (name.encode(), orjson.dumps(data))


def open_frame(head: EventPosition, limits: SSELimits) -> bytes:
    """The first frame; `head` is the newest event at that moment."""
    data = {"epoch": head.epoch, "head": head.sequence, "heartbeat_seconds": limits.heartbeat_seconds}
    return b"retry: %d\n" % limits.retry_milliseconds + control_frame("stream.open", data)


def snapshot_frame(page: bytes) -> bytes:
    """One page of a fleet snapshot."""
    return b"event: fleet.snapshot\ndata: %b\n\n" % page


def synced_frame(position: EventPosition) -> bytes:
    """All up to `position` that passes the filter has been told; the client may resume from there."""
    return b"id: %b\n" % str(position).encode() + control_frame("stream.synced", {"position": str(position)})


def reset_frame(reason: str) -> bytes:
    """The client has missed something and has to begin anew."""
    return control_frame("stream.reset", {"reason": reason})


def coalesced_frame(dropped: int) -> bytes:
    """`dropped` events were left out, each for a newer one of the same subject."""
    return control_frame("stream.coalesced", {"dropped": dropped})


def heartbeat_frame(sequence: int, time: datetime) -> bytes:
    """The stream lives, and all up to `sequence` that passes the filter has been told."""
    text = time.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return control_frame("heartbeat", {"sequence": sequence, "time": text})


def farewell_frame(reason: str, limits: SSELimits) -> bytes:
    """The last frame; clients are told different times to come back, so that they do not come at once."""
    retry = limits.retry_milliseconds + secrets.randbelow(limits.retry_spread_milliseconds + 1)
    return b"retry: %d\n" % retry + control_frame("stream.draining", {"reason": reason})
