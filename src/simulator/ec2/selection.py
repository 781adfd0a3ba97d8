"""Which instances a request is about."""

import re
from collections.abc import Sequence
from typing import Final

from simulator.aws.call import AwsCall
from simulator.aws.reply import ServiceError
from simulator.fleet.fleet import Fleet
from simulator.fleet.instance import Instance

INSTANCE_IDS: Final = "InstanceId"
_INSTANCE_ID: Final = re.compile(r"i-(?:[0-9a-f]{8}|[0-9a-f]{17})")


def named_instances(fleet: Fleet, call: AwsCall) -> list[Instance]:
    """Give the instances that the request names. Raises ServiceError if one is malformed or not there."""
    ids = call.form.texts(INSTANCE_IDS)
    for instance_id in ids:
        if not _INSTANCE_ID.fullmatch(instance_id):
            raise ServiceError("InvalidInstanceID.Malformed", f'Invalid id: "{instance_id}"')
    found = {instance_id: _visible(fleet, call, instance_id) for instance_id in ids}
    _refuse_missing([instance_id for instance_id, instance in found.items() if instance is None])
    return [instance for instance in found.values() if instance is not None]


def listed_instances(fleet: Fleet, call: AwsCall, after_serial: int) -> Sequence[Instance]:
    """Give the region's instances after a serial number, less those that are hidden from the call."""
    instances = fleet.in_region(call.region, after_serial)
    if not call.hidden:
        return instances
    return [instance for instance in instances if instance.instance_id not in call.hidden]


def _visible(fleet: Fleet, call: AwsCall, instance_id: str) -> Instance | None:
    instance = fleet.find(instance_id)
    is_here = instance is not None and instance.region == call.region and instance_id not in call.hidden
    return instance if is_here else None


def _refuse_missing(ids: Sequence[str]) -> None:
    if not ids:
        return
    subject, verb = ("ID", "does") if len(ids) == 1 else ("IDs", "do")
    message = f"The instance {subject} '{', '.join(ids)}' {verb} not exist"
    raise ServiceError("InvalidInstanceID.NotFound", message)
