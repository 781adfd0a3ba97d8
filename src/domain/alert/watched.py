"""What alerts can watch of a worker, and how it is compared."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from domain.telemetry.metrics_source import MetricsSource
from domain.worker.worker_service import ServiceStatus
from domain.worker.worker_status import WorkerStatus

ANY_SOURCE = "any"


class Watched(StrEnum):
    """Figures, with their units, and states. FAILING_SOURCE is a source that cannot be read."""

    CPU_PERCENT = "cpu_percent"
    MEMORY_USED_PERCENT = "memory_used_percent"
    DISK_USED_PERCENT = "disk_used_percent"
    RUNNING_NODES = "running_nodes"
    TOTAL_NODES = "total_nodes"
    NETWORK_IN_BYTES_PER_SECOND = "network_in_bytes_per_second"
    NETWORK_OUT_BYTES_PER_SECOND = "network_out_bytes_per_second"
    LICENSE_DAYS_LEFT = "license_days_left"
    STATUS = "status"
    SERVICE_STATUS = "service_status"
    FAILING_SOURCE = "failing_source"


class Comparison(StrEnum):
    """ABOVE and BELOW a threshold, IS and IS_NOT a state."""

    ABOVE = "above"
    BELOW = "below"
    IS = "is"
    IS_NOT = "is_not"


STATES: Mapping[Watched, tuple[str, ...]] = MappingProxyType(
    {
        Watched.STATUS: tuple(status for status in WorkerStatus if status is not WorkerStatus.TERMINATED),
        Watched.SERVICE_STATUS: tuple(ServiceStatus),
        Watched.FAILING_SOURCE: (ANY_SOURCE, *MetricsSource),
    }
)
"""The states that each may be in. A terminated worker has no alerts."""

OF_FIGURES = (Comparison.ABOVE, Comparison.BELOW)
COMPARISONS: Mapping[Watched, tuple[Comparison, ...]] = MappingProxyType(
    {
        **dict.fromkeys(Watched, OF_FIGURES),
        Watched.STATUS: (Comparison.IS, Comparison.IS_NOT),
        Watched.SERVICE_STATUS: (Comparison.IS, Comparison.IS_NOT),
        Watched.FAILING_SOURCE: (Comparison.IS,),
    }
)
"""How each may be compared."""
