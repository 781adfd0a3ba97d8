"""What the stream says about itself, described."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from application.events.sse.delivery import Delivery

TEXT = {"type": "string"}
COUNT = {"type": "integer", "minimum": 0}
OBJECTS = {"type": "array", "items": {"type": "object"}}
POSITION = {"type": "string", "pattern": "^[0-9a-f]{8}-[0-9]{1,18}$"}


@dataclass(frozen=True, slots=True)
class ControlDescription:
    """The fields of its data, and others of which it has one; one that `moves_on` carries an id to resume after."""

    name: str
    summary: str
    properties: Mapping[str, Any]
    moves_on: bool = False
    one_of: Mapping[str, Any] = field(default_factory=dict)


def _one_of(words: Sequence[str]) -> dict[str, Any]:
    return {"type": "string", "enum": list(words)}


CONTROLS = (
    ControlDescription(
        "stream.open",
        "The first event: the log, its newest event, and how often the stream gives a sign of life.",
        {
            "epoch": TEXT,
            "head": COUNT,
            "heartbeat_seconds": {"type": "number"},
            "delivery": _one_of(list(Delivery)),
            "client_id": TEXT,
            "retry_milliseconds": COUNT,
        },
    ),
    ControlDescription(
        "fleet.snapshot",
        "A page of all that the filter is about, as it is at `position`: first workers, as the list of workers shows "
        "them, then, where events of labs may pass, labs as the list of labs shows them.",
        {"position": POSITION, "page": COUNT, "pages": COUNT},
        one_of={"workers": OBJECTS, "labs": OBJECTS},
    ),
    ControlDescription(
        "stream.synced",
        "All up to `position` that passes the filter has been told.",
        {"position": POSITION},
        moves_on=True,
    ),
    ControlDescription(
        "stream.bookmark",
        "Nothing up to `position` has passed the filter for a minute.",
        {"position": POSITION},
        moves_on=True,
    ),
    ControlDescription(
        "heartbeat", "The stream lives.", {"sequence": COUNT, "time": {"type": "string", "format": "date-time"}}
    ),
    ControlDescription(
        "stream.coalesced", "So many events were left out, each for a newer one of its subject.", {"dropped": COUNT}
    ),
    ControlDescription(
        "stream.reset",
        "Events are missing before this point: the stream begins anew.",
        {"reason": _one_of(["invalid", "other_log", "future", "too_old", "overflow"])},
    ),
    ControlDescription(
        "stream.draining",
        "The last event: the stream ends, and when to come back.",
        {
            "reason": _one_of(["shutting_down", "max_age", "key_revoked", "key_expired", "log_unavailable"]),
            "retry_milliseconds": COUNT,
        },
    ),
)
