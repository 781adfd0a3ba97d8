"""What a controller remembers of what happened on it (CML API, TelemetryEventResponse)."""

from bisect import insort
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from operator import attrgetter
from typing import Any, Final, NamedTuple

REMEMBERED_EVENTS: Final = 5_000


class Category(StrEnum):
    """What an event is about (CML API, TelemetryEventCategory)."""

    START_LAB = "start_lab"
    STOP_LAB = "stop_lab"
    QUEUE_NODE = "queue_node"
    STOP_NODE = "stop_node"
    START_NODE = "start_node"
    BOOT_NODE = "boot_node"
    WIPE_NODE = "wipe_node"
    PACKET_CAPTURE = "packet_capture"
    LICENSE_INFO = "license_info"
    MAINTENANCE_STATE_CHANGE = "maintenance_state_change"
    NOTICE_STATE_CHANGE = "notice_state_change"
    RUNNING_NODES = "running_nodes"
    RESOURCE_POOL = "resource_pool"
    USER_ACTIVITY = "user_activity"
    USER_GROUP = "user_group"
    SYSTEM_STATS = "system_stats"
    BLKINFO = "blkinfo"
    VMWARE = "vmware"
    DMIINFO = "dmiinfo"
    CPUINFO = "cpuinfo"
    MEMINFO = "meminfo"
    HYPERVISOR = "hypervisor"
    IMPORT_LAB = "import_lab"
    EXPORT_LAB = "export_lab"
    AAA_INFO = "aaa_info"


class TelemetryEvent(NamedTuple):
    """Something that happened, or will when its time comes."""

    at: datetime
    category: Category
    facts: Mapping[str, Any]


class Telemetry:
    """The last few thousand events in the order of their times."""

    def __init__(self) -> None:
        self._events: list[TelemetryEvent] = []

    def tell(self, at: datetime, category: Category, **facts: Any) -> None:
        """Remember an event."""
        insort(self._events, TelemetryEvent(at, category, facts), key=attrgetter("at"))
        del self._events[:-REMEMBERED_EVENTS]

    def forget_after(self, now: datetime, lab_id: str) -> None:
        """Forget what was to happen in a lab."""
        self._events = [each for each in self._events if each.at <= now or each.facts.get("lab_id") != lab_id]

    def told_at(self, now: datetime) -> list[TelemetryEvent]:
        """List what has happened by then."""
        return [each for each in self._events if each.at <= now]
