"""Which instances a request is about."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from simulator.aws.call import AwsCall
from simulator.aws.reply import ServiceError
from simulator.fleet.fleet import Fleet
from simulator.fleet.instance import Instance

INSTANCE_IDS: Final = "InstanceId"
_INSTANCE_ID: Final = re.compile(r"i-(?:[0-9a-f]{8}|[0-9a-f]{17})")
_WILD: Final = re.compile(r"[*?\\]")


def named_instances(fleet: Fleet, call: AwsCall, parameter: str = INSTANCE_IDS) -> list[Instance]:
    """Give the instances that the request names. Raises ServiceError if one is malformed or not there."""
    return instances_of(fleet, call, call.form.texts(parameter))


def required_instances(fleet: Fleet, call: AwsCall, parameter: str = INSTANCE_IDS) -> list[Instance]:
    """Give the instances that the request names, one at least. Raises ServiceError."""
    if not call.form.texts(parameter):
        raise ServiceError("MissingParameter", f"The request must contain the parameter {parameter}")
    return named_instances(fleet, call, parameter)


def instances_of(fleet: Fleet, call: AwsCall, ids: Sequence[str]) -> list[Instance]:
    """Give the instances with these ids. Raises ServiceError if one is malformed or not there."""
    for instance_id in ids:
        if not _INSTANCE_ID.fullmatch(instance_id):
            raise ServiceError("InvalidInstanceID.Malformed", f'Invalid id: "{instance_id}"')
    found = {instance_id: _visible(fleet, call, instance_id) for instance_id in ids}
    _refuse_missing([instance_id for instance_id, instance in found.items() if instance is None])
    return [instance for instance in found.values() if instance is not None]


def listed_instances(fleet: Fleet, call: AwsCall, after_serial: int) -> Iterable[Instance]:
    """Give the region's instances after a serial number, less those that the call cannot see.

    Where a filter lists ids, only those are looked at: two hundred ids must not cost a walk through the region.
    """
    wanted = call.form.filters().get("instance-id")
    if wanted and not any(map(_WILD.search, wanted)):
        return _by_id(fleet, call, after_serial, wanted)
    instances = fleet.in_region(call.region, after_serial)
    if not call.distortion.hidden and not fleet.consistency.new_instances_seconds:
        return instances
    return (each for each in instances if _is_visible(fleet, call, each))


def _by_id(fleet: Fleet, call: AwsCall, after_serial: int, wanted: Sequence[str]) -> list[Instance]:
    found = {instance_id: _visible(fleet, call, instance_id) for instance_id in wanted}
    after = [each for each in found.values() if each is not None and each.serial > after_serial]
    return sorted(after, key=lambda instance: instance.serial)


def _visible(fleet: Fleet, call: AwsCall, instance_id: str) -> Instance | None:
    instance = fleet.find(instance_id)
    is_here = instance is not None and instance.region == call.region and _is_visible(fleet, call, instance)
    return instance if is_here else None


def _is_visible(fleet: Fleet, call: AwsCall, instance: Instance) -> bool:
    return instance.instance_id not in call.distortion.hidden and fleet.is_known(instance)


def _refuse_missing(ids: Sequence[str]) -> None:
    if not ids:
        return
    subject, verb = ("ID", "does") if len(ids) == 1 else ("IDs", "do")
    message = f"The instance {subject} '{', '.join(ids)}' {verb} not exist"
    raise ServiceError("InvalidInstanceID.NotFound", message)
