"""Whether the CML controller of a worker can be worked with, and why not."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from domain.cml.cml_health_reading import CMLHealthReading, CMLLicence
from domain.cml.cml_system_reading import CMLSystemReading
from domain.worker.worker_status import WorkerStatus


class ServiceStatus(StrEnum):
    """What a controller is good for. UNKNOWN until it was asked for the first time."""

    UNKNOWN = "unknown"
    UNAVAILABLE = "unavailable"
    STARTING = "starting"
    AVAILABLE = "available"
    UNAUTHORIZED = "unauthorized"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class WorkerService:
    """`code` is for programs and `reason` says it in words; both are "" where nothing is wrong."""

    status: ServiceStatus = ServiceStatus.UNKNOWN
    code: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CMLFacts:
    """What changes rarely of a controller; None where it was not told. `problems` are in words."""

    version: str | None = None
    ready: bool | None = None
    healthy: bool | None = None
    problems: tuple[str, ...] = ()
    maintenance: bool | None = None
    maintenance_notice: str = ""
    cpu_count: int | None = None
    memory_total_bytes: float | None = None
    disk_total_bytes: float | None = None


NOTHING_KNOWN = CMLFacts()
AVAILABLE = WorkerService(ServiceStatus.AVAILABLE)
STATUS_OF_FAILURE: Mapping[str, tuple[ServiceStatus, str]] = MappingProxyType(
    {
        "cml_booting": (ServiceStatus.STARTING, "booting"),
        "cml_unreachable": (ServiceStatus.UNAVAILABLE, "unreachable"),
        "cml_maintenance": (ServiceStatus.UNAVAILABLE, "in maintenance"),
        "cml_no_address": (ServiceStatus.UNAVAILABLE, "no address"),
        "cml_credentials_rejected": (ServiceStatus.UNAUTHORIZED, "credentials rejected"),
        "cml_no_credentials": (ServiceStatus.UNAUTHORIZED, "no credentials"),
        "cml_certificate_changed": (ServiceStatus.ERROR, "certificate changed"),
        "cml_certificate_untrusted": (ServiceStatus.ERROR, "certificate untrusted"),
        "cml_address_refused": (ServiceStatus.ERROR, "address refused"),
        "cml_garbled": (ServiceStatus.ERROR, "garbled answer"),
    }
)
"""By the codes of the port's errors. What is not listed is a fault of the service itself."""
INSTANCE_WORDS: Mapping[WorkerStatus, str] = MappingProxyType(
    {
        WorkerStatus.UNKNOWN: "the state of the instance is not known",
        WorkerStatus.PENDING: "the instance is starting",
        WorkerStatus.STOPPING: "the instance is stopping",
        WorkerStatus.STOPPED: "the instance is stopped",
        WorkerStatus.SHUTTING_DOWN: "the instance is being terminated",
        WorkerStatus.TERMINATED: "the instance is terminated",
    }
)


def service_after_failure(code: str, message: str) -> WorkerService:
    """Say what a controller that could not be read is good for."""
    status, words = STATUS_OF_FAILURE.get(code, (ServiceStatus.ERROR, "not read"))
    return WorkerService(status, code, f"{words}: {message}")


def service_on_instance(status: WorkerStatus) -> WorkerService:
    """Say what a controller is good for whose instance has changed to this status."""
    if status is WorkerStatus.RUNNING:
        return WorkerService(ServiceStatus.STARTING, "instance_started", "the instance has just started")
    return WorkerService(ServiceStatus.UNAVAILABLE, f"instance_{status}", INSTANCE_WORDS[status])


def service_of(facts: CMLFacts, licence: CMLLicence | None) -> WorkerService:
    """Say what a controller that answers is good for."""
    if facts.maintenance:
        notice = f": {facts.maintenance_notice}" if facts.maintenance_notice else ""
        return WorkerService(ServiceStatus.UNAVAILABLE, "cml_maintenance", f"in maintenance{notice}")
    if licence is not None and licence.licensed is False:
        return WorkerService(ServiceStatus.ERROR, "cml_not_licensed", f"not licensed: {licence.reason}")
    if facts.ready is False:
        return WorkerService(ServiceStatus.STARTING, "cml_not_ready", "no compute host is ready to start nodes yet")
    if facts.healthy is False:
        return WorkerService(ServiceStatus.ERROR, "cml_not_well", f"not well: {'; '.join(facts.problems)}")
    return AVAILABLE


def with_system(facts: CMLFacts, reading: CMLSystemReading) -> CMLFacts:
    """Return the facts with those of a reading in their place."""
    return CMLFacts(
        version=reading.version,
        ready=reading.ready,
        healthy=facts.healthy,
        problems=facts.problems,
        maintenance=facts.maintenance,
        maintenance_notice=facts.maintenance_notice,
        cpu_count=reading.cpu_count,
        memory_total_bytes=reading.memory_total_bytes,
        disk_total_bytes=reading.disk_total_bytes,
    )


def with_health(facts: CMLFacts, reading: CMLHealthReading) -> CMLFacts:
    """Return the facts with what a controller said of its health in their place."""
    return CMLFacts(
        version=facts.version,
        ready=facts.ready,
        healthy=reading.healthy,
        problems=reading.problems,
        maintenance=reading.maintenance,
        maintenance_notice=reading.maintenance_notice,
        cpu_count=facts.cpu_count,
        memory_total_bytes=facts.memory_total_bytes,
        disk_total_bytes=facts.disk_total_bytes,
    )
