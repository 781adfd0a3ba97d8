"""The action RunInstances (EC2 API Reference)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from simulator.aws.call import AwsCall
from simulator.aws.reply import Reply, ServiceError
from simulator.ec2.capacity import require_room
from simulator.ec2.instance_xml import reservation_xml
from simulator.ec2.launch_wish import read_fewest, read_launch_order
from simulator.ec2.xml_reply import xml_reply
from simulator.fleet.client_tokens import TokenReusedError
from simulator.fleet.fleet import Fleet
from simulator.fleet.instance import Instance
from simulator.fleet.placement import zones_of

CLIENT_TOKEN: Final = "ClientToken"  # noqa: S105  # the name of a parameter


def run_instances(fleet: Fleet, call: AwsCall) -> Reply:
    """Launch instances, or tell those that the same request has launched already. Raises ServiceError."""
    token = call.form.text(CLIENT_TOKEN) or ""
    parameters = {name: value for name, value in call.form.values.items() if name != CLIENT_TOKEN}
    instances = _launched_before(fleet, call, token, parameters) or _launch(fleet, call)
    if token:
        fleet.client_tokens.keep(call.region, token, parameters, instances)
    return xml_reply(call.action, reservation_xml(instances, fleet.clock(), fleet.plan.account))


def _launched_before(fleet: Fleet, call: AwsCall, token: str, parameters: dict[str, str]) -> Sequence[Instance]:
    try:
        return fleet.client_tokens.recall(call.region, token, parameters)
    except TokenReusedError:
        message = "Arguments on this idempotent request are inconsistent with arguments used in previous request(s)."
        raise ServiceError("IdempotentParameterMismatch", message) from None


def _launch(fleet: Fleet, call: AwsCall) -> Sequence[Instance]:
    """Launch as many as there is room for, which must be MinCount at least."""
    order = read_launch_order(fleet, call)
    zone = order.zone or zones_of(call.region)[0]
    require_room(call, order.instance_type or "", zone, read_fewest(call))
    room = call.distortion.room
    return fleet.launch(order if room is None else replace(order, count=min(order.count, room)))
