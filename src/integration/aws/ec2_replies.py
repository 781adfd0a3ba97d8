"""EC2's replies, made into readings. Runs in threads: nothing here touches the event loop."""

from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, TypeVar

from application.ports.source_errors import SourceReplyInvalidError
from domain.catalogue.instance_facts import InstanceFacts
from domain.worker.ec2_readings import EC2InstanceReading, EC2StatusReading
from domain.worker.worker_checks import CheckStatus, ScheduledEvent, WorkerChecks
from domain.worker.worker_status import WorkerStatus

MIB_PER_GIB = 1024
OVER = ("[Completed]", "[Canceled]")
_FAR = datetime.max.replace(tzinfo=UTC)

Item = Mapping[str, Any]
Kind = TypeVar("Kind")

_STATUSES: Mapping[str, WorkerStatus] = MappingProxyType({status.value: status for status in WorkerStatus})
_CHECKS: Mapping[str, CheckStatus] = MappingProxyType({check.value: check for check in CheckStatus})


def status_readings(reply: Item, taken_at: datetime) -> dict[str, EC2StatusReading]:
    """Read DescribeInstanceStatus (Amazon EC2 API Reference). Raises SourceReplyInvalidError."""
    readings = (_status_reading(item, taken_at) for item in member(reply, "InstanceStatuses", list))
    return {reading.instance_id: reading for reading in readings}


def instance_readings(reply: Item, taken_at: datetime) -> dict[str, EC2InstanceReading]:
    """Read DescribeInstances (Amazon EC2 API Reference); images have no names yet. Raises SourceReplyInvalidError."""
    reservations = member(reply, "Reservations", list)
    items = (item for reservation in reservations for item in member(reservation, "Instances", list))
    readings = (_instance_reading(item, taken_at) for item in items)
    return {reading.instance_id: reading for reading in readings}


def launched_reading(reply: Item, taken_at: datetime) -> EC2InstanceReading:
    """Read RunInstances for one instance (Amazon EC2 API Reference). Raises SourceReplyInvalidError."""
    items = member(reply, "Instances", list)
    if not items:
        raise SourceReplyInvalidError("the reply of AWS lacks Instances")
    return _instance_reading(items[0], taken_at)


def image_ages(reply: Item) -> dict[str, str]:
    """Read DescribeImages: when each image was made, in a text that sorts by time. Raises SourceReplyInvalidError."""
    return {member(item, "ImageId", str): item.get("CreationDate", "") for item in member(reply, "Images", list)}


def changed_states(reply: Item, name: str) -> dict[str, WorkerStatus]:
    """Read the reply of StartInstances and its like (Amazon EC2 API Reference). Raises SourceReplyInvalidError."""
    changes = member(reply, name, list)
    return {member(item, "InstanceId", str): _status(member(item, "CurrentState", dict)) for item in changes}


def image_names(reply: Item) -> dict[str, str]:
    """Read DescribeImages (Amazon EC2 API Reference): names by image id. Raises SourceReplyInvalidError."""
    return {member(item, "ImageId", str): item.get("Name", "") for item in member(reply, "Images", list)}


def instance_facts(reply: Item) -> dict[str, InstanceFacts]:
    """Read DescribeInstanceTypes (Amazon EC2 API Reference): facts by type. Raises SourceReplyInvalidError."""
    return {member(item, "InstanceType", str): _facts(item) for item in member(reply, "InstanceTypes", list)}


def member(item: Item, name: str, kind: type[Kind]) -> Kind:
    """Take what a reply must hold. Raises SourceReplyInvalidError where it does not."""
    value = item.get(name)
    if not isinstance(value, kind):
        raise SourceReplyInvalidError(f"the reply of AWS lacks {name}")
    return value


def _status_reading(item: Item, taken_at: datetime) -> EC2StatusReading:
    return EC2StatusReading(
        instance_id=member(item, "InstanceId", str),
        status=_status(member(item, "InstanceState", dict)),
        checks=_checks(item),
        taken_at=taken_at,
    )


def _instance_reading(item: Item, taken_at: datetime) -> EC2InstanceReading:
    tags = {member(tag, "Key", str): tag.get("Value", "") for tag in item.get("Tags", ())}
    return EC2InstanceReading(
        instance_id=member(item, "InstanceId", str),
        name=tags.get("Name", ""),
        status=_status(member(item, "State", dict)),
        status_reason=item.get("StateReason", {}).get("Message") or item.get("StateTransitionReason", ""),
        instance_type=item.get("InstanceType", ""),
        ami_id=item.get("ImageId", ""),
        ami_name=None,
        private_ip=item.get("PrivateIpAddress"),
        public_ip=item.get("PublicIpAddress"),
        launch_time=item.get("LaunchTime"),
        taken_at=taken_at,
        tags=tags,
    )


def _facts(item: Item) -> InstanceFacts:
    """Of several architectures that a type can run, such as i386 beside x86_64, the last one is the widest."""
    architectures = member(member(item, "ProcessorInfo", dict), "SupportedArchitectures", list)
    return InstanceFacts(
        vcpus=member(member(item, "VCpuInfo", dict), "DefaultVCpus", int),
        memory_gib=member(member(item, "MemoryInfo", dict), "SizeInMiB", int) / MIB_PER_GIB,
        network=item.get("NetworkInfo", {}).get("NetworkPerformance", ""),
        bare_metal=member(item, "BareMetal", bool),
        architecture=str(architectures[-1]) if architectures else "",
    )


def _status(state: Item) -> WorkerStatus:
    """A state that came into being after this was written is unknown, not an error."""
    name = member(state, "Name", str).replace("-", "_")
    return _STATUSES.get(name, WorkerStatus.UNKNOWN)


def _checks(item: Item) -> WorkerChecks | None:
    system, instance = item.get("SystemStatus"), item.get("InstanceStatus")
    if not system or not instance:
        return None
    return WorkerChecks(_check(system), _check(instance), _scheduled(item))


def _check(summary: Item) -> CheckStatus:
    name = member(summary, "Status", str).replace("-", "_")
    return _CHECKS.get(name, CheckStatus.INSUFFICIENT_DATA)


def _scheduled(item: Item) -> tuple[ScheduledEvent, ...]:
    """Take what is still to come: EC2 goes on listing for a week what is over (User Guide, "Scheduled events")."""
    to_come = [event for event in item.get("Events", ()) if not event.get("Description", "").startswith(OVER)]
    return tuple(sorted(map(_scheduled_event, to_come), key=lambda event: (event.not_before or _FAR, event.code)))


def _scheduled_event(event: Item) -> ScheduledEvent:
    return ScheduledEvent(
        code=member(event, "Code", str).replace("-", "_"),
        description=event.get("Description", ""),
        not_before=event.get("NotBefore"),
        not_after=event.get("NotAfter"),
    )
