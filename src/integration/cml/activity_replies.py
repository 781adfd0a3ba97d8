"""Reads `telemetry/events`: everything that a controller remembers of what happened on it, in one reply."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec

from domain.cml.cml_activity_reading import CMLActivityReading
from integration.cml.reply_fields import moment, part

ACTIVITIES = frozenset(
    {
        "start_lab",
        "stop_lab",
        "start_node",
        "stop_node",
        "queue_node",
        "boot_node",
        "wipe_node",
        "import_lab",
        "export_lab",
        "packet_capture",
        "user_activity",
    }
)
"""The categories that people cause (CML API, TelemetryEventCategory)."""
INTERNAL_USERS = "00000000-0000-"
"""How the ids of users begin as whom CML acts itself."""
NOTHING = msgspec.Raw(b"null")


class HistoryEvent(msgspec.Struct):
    """One of them; `data` is looked at only where it matters."""

    category: Any = None
    timestamp: Any = None
    data: msgspec.Raw = NOTHING


def activity_reading(worker_id: str, history: Iterable[HistoryEvent], taken_at: datetime) -> CMLActivityReading:
    """Find the newest event that somebody caused; nothing says that they are in order."""
    newest, what = None, ""
    for event in history:
        if not isinstance(event.category, str) or event.category not in ACTIVITIES:
            continue
        at = moment(event.timestamp)
        if at is not None and (newest is None or at > newest) and not _is_internal(event):
            newest, what = at, event.category
    return CMLActivityReading(worker_id=worker_id, active_at=newest, what=what, taken_at=taken_at)


def _is_internal(event: HistoryEvent) -> bool:
    user = part(msgspec.json.decode(event.data), "user_id")
    return isinstance(user, str) and user.startswith(INTERNAL_USERS)
