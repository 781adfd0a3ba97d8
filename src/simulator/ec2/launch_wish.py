"""The parameters of RunInstances (EC2 API Reference), read and checked."""

from base64 import b64decode
from binascii import Error as NotBase64Error
from typing import Final

from simulator.aws.call import AwsCall
from simulator.aws.reply import ServiceError
from simulator.ec2.change_attributes import refuse_unknown_type
from simulator.ec2.change_tags import refuse_too_many, sound_tags
from simulator.ec2.describe_images import refuse_missing_images
from simulator.fleet.catalogue import Image
from simulator.fleet.fleet import Fleet
from simulator.fleet.launch_order import LaunchOrder
from simulator.fleet.placement import key_name_of, security_group_id_of, subnet_id_of, zones_of

DEFAULT_TYPE: Final = "m1.small"
MOST_INSTANCES: Final = 10_000
MOST_USER_DATA_BYTES: Final = 16_384
TAGGED_ON_LAUNCH: Final = frozenset({"instance", "volume", "network-interface"})


def read_launch_order(fleet: Fleet, call: AwsCall) -> LaunchOrder:
    """Read what is wanted, at MaxCount. Raises ServiceError."""
    form = call.form
    instance_type = form.text("InstanceType") or DEFAULT_TYPE
    refuse_unknown_type(instance_type)
    _refuse_unknown_groups(fleet, call)
    return LaunchOrder(
        region=call.region,
        count=_most(call),
        image=_image(fleet, call),
        instance_type=instance_type,
        zone=_zone(fleet, call),
        key_name=_key_name(call),
        tags=_tags(call),
        user_data=_user_data(call),
        has_detailed_monitoring=form.flag("Monitoring.Enabled"),
    )


def read_fewest(call: AwsCall) -> int:
    """Read MinCount. Raises ServiceError."""
    return _required_count(call, "MinCount")


def _most(call: AwsCall) -> int:
    fewest, most = read_fewest(call), _required_count(call, "MaxCount")
    if fewest > most:
        raise ServiceError("InvalidParameterValue", f"Value ({most}) for parameter maxCount is less than minCount.")
    if most > MOST_INSTANCES:
        message = f"You have requested more instances ({most}) than your current instance limit of {MOST_INSTANCES}."
        raise ServiceError("InstanceLimitExceeded", message)
    return most


def _required_count(call: AwsCall, name: str) -> int:
    count = call.form.number(name)
    if count is None:
        raise ServiceError("MissingParameter", f"The request must contain the parameter {name}")
    if count < 1:
        raise ServiceError("InvalidParameterValue", f"Value ({count}) for parameter {name} is invalid.")
    return count


def _image(fleet: Fleet, call: AwsCall) -> Image:
    image_id = call.form.text("ImageId")
    if image_id is None:
        raise ServiceError("MissingParameter", "The request must contain the parameter ImageId")
    offered = {image.image_id: image for image in fleet.images(call.region)}
    refuse_missing_images([image_id], offered)
    return offered[image_id]


def _zone(fleet: Fleet, call: AwsCall) -> str | None:
    """Find the zone by its name or its subnet; None where neither is named."""
    zones = {subnet_id_of(zone, fleet.plan.seed): zone for zone in zones_of(call.region)}
    subnet_id, zone = call.form.text("SubnetId"), call.form.text("Placement.AvailabilityZone")
    if subnet_id is not None and subnet_id not in zones:
        raise ServiceError("InvalidSubnetID.NotFound", f"The subnet ID '{subnet_id}' does not exist")
    if zone is not None and zone not in zones.values():
        raise ServiceError("InvalidParameterValue", f"Invalid availability zone: [{zone}]")
    return zones[subnet_id] if subnet_id else zone


def _refuse_unknown_groups(fleet: Fleet, call: AwsCall) -> None:
    known = security_group_id_of(call.region, fleet.plan.seed)
    for group_id in call.form.texts("SecurityGroupId"):
        if group_id != known:
            raise ServiceError("InvalidGroup.NotFound", f"The security group '{group_id}' does not exist")


def _key_name(call: AwsCall) -> str:
    key_name = call.form.text("KeyName") or ""
    if key_name not in ("", key_name_of(call.region)):
        raise ServiceError("InvalidKeyPair.NotFound", f"The key pair '{key_name}' does not exist")
    return key_name


def _tags(call: AwsCall) -> dict[str, str]:
    """Read the tags for instances; those for what comes with them are taken and forgotten."""
    tags: dict[str, str] = {}
    number = 1
    while (kind := call.form.text(f"TagSpecification.{number}.ResourceType")) is not None:
        if kind not in TAGGED_ON_LAUNCH:
            raise ServiceError("InvalidParameterValue", f"'{kind}' is not a valid taggable resource type.")
        given = sound_tags(call.form.tags(f"TagSpecification.{number}.Tag"))
        tags |= given if kind == "instance" else {}
        number += 1
    refuse_too_many(tags)
    return tags


def _user_data(call: AwsCall) -> str:
    text = call.form.text("UserData") or ""
    try:
        size_bytes = len(b64decode(text, validate=True))
    except NotBase64Error:
        raise ServiceError("InvalidParameterValue", "Invalid BASE64 encoding of user data.") from None
    if size_bytes > MOST_USER_DATA_BYTES:
        raise ServiceError("InvalidParameterValue", f"User data is limited to {MOST_USER_DATA_BYTES} bytes")
    return text
