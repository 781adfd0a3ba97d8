"""What happens to a worker whose instance the service launches."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from domain.events.event_category import EventCategory
from domain.worker.launch_spec import LaunchSpec
from domain.worker.worker_events import WorkerDomainEvent
from domain.worker.worker_status import WorkerStatus


@dataclass(kw_only=True)
class WorkerCreatedDomainEvent(WorkerDomainEvent):
    """Somebody asked for a new worker; its instance is still to be launched."""

    short_type: ClassVar[str] = "worker.created"
    category: ClassVar[EventCategory] = EventCategory.LIFECYCLE

    name: str
    account: str
    region: str
    template: str
    requested_by: str
    spec: LaunchSpec


@dataclass(kw_only=True)
class WorkerLaunchedDomainEvent(WorkerDomainEvent):
    """EC2 has launched the instance of a worker that was created."""

    short_type: ClassVar[str] = "worker.launched"
    category: ClassVar[EventCategory] = EventCategory.LIFECYCLE

    instance_id: str
    instance_type: str
    ami_id: str
    ami_name: str | None
    private_ip: str | None
    public_ip: str | None
    launch_time: datetime | None
    tags: dict[str, str]
    status: WorkerStatus


@dataclass(kw_only=True)
class WorkerProvisioningFailedDomainEvent(WorkerDomainEvent):
    """EC2 did not launch the instance; `code` and `message` are its own words."""

    short_type: ClassVar[str] = "worker.provisioning.failed"
    category: ClassVar[EventCategory] = EventCategory.LIFECYCLE

    code: str
    message: str
