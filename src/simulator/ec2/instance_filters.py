"""What the filters of DescribeInstances and DescribeInstanceStatus look at (EC2 API Reference)."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from simulator.ec2.filters import Filters, build_filters
from simulator.fleet.instance import Instance
from simulator.fleet.instance_state import InstanceState

Reading = Callable[[Instance], Collection[str]]


def instance_filters(wanted: Mapping[str, Sequence[str]], now: datetime, account: str) -> Filters[Instance]:
    """Prepare the filters of DescribeInstances. Raises ServiceError."""
    readings: dict[str, Reading] = {
        **_state_readings(now),
        **_address_readings(now),
        "image-id": lambda each: [each.image.image_id],
        "instance-id": lambda each: [each.instance_id],
        "instance-type": lambda each: [each.instance_type],
        "reservation-id": lambda each: [each.reservation_id],
        "key-name": lambda each: [each.placement.key_name],
        "launch-time": lambda each: [f"{each.launched_at:%Y-%m-%dT%H:%M:%S.000Z}"],
        "monitoring-state": lambda each: [each.monitoring_state],
        "owner-id": lambda _: [account],
        "architecture": lambda _: ["x86_64"],
    }
    return build_filters(wanted, readings, lambda each: each.tag_history.at(now))


def status_filters(wanted: Mapping[str, Sequence[str]], now: datetime) -> Filters[Instance]:
    """Prepare the filters of DescribeInstanceStatus. Raises ServiceError."""
    readings: dict[str, Reading] = {
        **_state_readings(now),
        "availability-zone": lambda each: [each.placement.availability_zone],
        "instance-status.status": lambda each: [each.status_check_at(now)],
        "system-status.status": lambda each: [each.system_check_at(now)],
    }
    return build_filters(wanted, readings, lambda each: each.tag_history.at(now))


def _state_readings(now: datetime) -> dict[str, Reading]:
    return {
        "instance-state-name": lambda each: [each.state_at(now)],
        "instance-state-code": lambda each: [str(each.state_at(now).code)],
    }


def _address_readings(now: datetime) -> dict[str, Reading]:
    return {
        "availability-zone": lambda each: [each.placement.availability_zone],
        "vpc-id": _of_network(lambda each: each.placement.vpc_id, now),
        "subnet-id": _of_network(lambda each: each.placement.subnet_id, now),
        "instance.group-id": lambda each: [each.placement.security_group_id],
        "private-ip-address": _of_network(lambda each: each.placement.private_ip_address, now),
        "private-dns-name": _of_network(lambda each: each.placement.private_dns_name, now),
        "ip-address": lambda each: _present(each.public_ip_at(now)),
        "dns-name": lambda each: _present(each.public_dns_name_at(now)),
    }


def _of_network(read: Callable[[Instance], str], now: datetime) -> Reading:
    """Read a fact of the network, which a terminated instance no longer has."""
    return lambda each: [] if each.state_at(now) is InstanceState.TERMINATED else [read(each)]


def _present(value: str | None) -> list[str]:
    return [] if value is None else [value]
