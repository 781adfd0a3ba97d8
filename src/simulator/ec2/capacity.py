"""Capacity: how many more instances EC2 has room for, which is no end of them unless a fault says otherwise."""

from http import HTTPStatus

from simulator.aws.call import AwsCall
from simulator.aws.reply import ServiceError


def require_room(call: AwsCall, instance_type: str, zone: str, fewest: int) -> None:
    """Raise ServiceError unless so many instances can be started (EC2 API Reference, "Server error codes")."""
    room = call.distortion.room
    if room is None or room >= fewest:
        return
    message = (
        f"We currently do not have sufficient {instance_type} capacity in the Availability Zone you requested "
        f"({zone}). Our system will be working on provisioning additional capacity."
    )
    raise ServiceError("InsufficientInstanceCapacity", message, HTTPStatus.INTERNAL_SERVER_ERROR)
