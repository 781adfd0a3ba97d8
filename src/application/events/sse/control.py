"""What a stream says about itself (interfaces of the stream: notes/event-stream.md)."""

import secrets
from datetime import datetime
from typing import Any, NamedTuple

import orjson

from application.clock import rfc3339
from application.events.event_position import EventPosition
from application.events.sse.position_lost_error import Reason
from application.events.sse.sse_limits import SSELimits


class Control(NamedTuple):
    """`data` is a JSON object. With a `position` it moves the client's place in the log, without one it does not.

    `retry_milliseconds` is when to come back after the connection has ended, None where nothing new is said.
    """

    name: str
    data: bytes
    position: EventPosition | None = None
    retry_milliseconds: int | None = None


def opening(head: EventPosition, client_id: str, delivery: str, limits: SSELimits) -> Control:
    """The first of a stream; `head` is the newest event at that moment."""
    retry = limits.retry_milliseconds
    data = {
        "epoch": head.epoch,
        "head": head.sequence,
        "heartbeat_seconds": limits.heartbeat_seconds,
        "delivery": delivery,
        "client_id": client_id,
        "retry_milliseconds": retry,
    }
    return Control("stream.open", _json(data), retry_milliseconds=retry)


def snapshot_page(page: bytes) -> Control:
    """One page of a fleet snapshot."""
    return Control("fleet.snapshot", page)


def synced(position: EventPosition) -> Control:
    """All up to `position` that passes the filter has been told; the client may resume from there."""
    return Control("stream.synced", _json({"position": str(position)}), position)


def bookmark(position: EventPosition) -> Control:
    """Nothing up to `position` has passed the filter for a while; the client may resume from there."""
    return Control("stream.bookmark", _json({"position": str(position)}), position)


def reset(reason: Reason) -> Control:
    """The client has missed something and has to begin anew."""
    return Control("stream.reset", _json({"reason": reason}))


def coalesced(dropped: int) -> Control:
    """`dropped` events were left out, each for a newer one of the same subject."""
    return Control("stream.coalesced", _json({"dropped": dropped}))


def heartbeat(sequence: int, time: datetime) -> Control:
    """The stream lives, and all up to `sequence` that passes the filter has been told."""
    return Control("heartbeat", _json({"sequence": sequence, "time": rfc3339(time)}))


def farewell(reason: str, limits: SSELimits) -> Control:
    """The last of a stream; clients are told different times to come back, so that they do not come at once."""
    retry = limits.retry_milliseconds + secrets.randbelow(limits.retry_spread_milliseconds + 1)
    data = {"reason": reason, "retry_milliseconds": retry}
    return Control("stream.draining", _json(data), retry_milliseconds=retry)


def _json(data: dict[str, Any]) -> bytes:
    return orjson.dumps(data)
