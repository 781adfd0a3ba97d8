"""The EC2 endpoint as a whole: from an action's name to its answer."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Final

from simulator.aws.call import AwsCall
from simulator.aws.reply import Reply, ServiceError
from simulator.ec2.change_attributes import modify_instance_attribute, monitor_instances, unmonitor_instances
from simulator.ec2.change_state import reboot_instances, start_instances, stop_instances, terminate_instances
from simulator.ec2.change_tags import create_tags, delete_tags
from simulator.ec2.describe_images import describe_images
from simulator.ec2.describe_instance_status import describe_instance_status
from simulator.ec2.describe_instance_types import describe_instance_types
from simulator.ec2.describe_instances import describe_instances
from simulator.ec2.run_instances import run_instances
from simulator.fleet.fleet import Fleet

Action = Callable[[Fleet, AwsCall], Reply]

ACTIONS: Final[Mapping[str, Action]] = MappingProxyType(
    {
        "DescribeInstances": describe_instances,
        "DescribeInstanceStatus": describe_instance_status,
        "DescribeImages": describe_images,
        "DescribeInstanceTypes": describe_instance_types,
        "RunInstances": run_instances,
        "StartInstances": start_instances,
        "StopInstances": stop_instances,
        "RebootInstances": reboot_instances,
        "TerminateInstances": terminate_instances,
        "CreateTags": create_tags,
        "DeleteTags": delete_tags,
        "ModifyInstanceAttribute": modify_instance_attribute,
        "MonitorInstances": monitor_instances,
        "UnmonitorInstances": unmonitor_instances,
    }
)


def answer_ec2(fleet: Fleet, call: AwsCall) -> Reply:
    """Carry out the action. Raises ServiceError."""
    if not call.action:
        raise ServiceError("MissingAction", "The request is missing an action")
    if call.action not in ACTIONS:
        raise ServiceError("InvalidAction", f"The action {call.action} is not valid for this web service.")
    if call.form.flag("DryRun"):
        message = "Request would have succeeded, but DryRun flag is set."
        raise ServiceError("DryRunOperation", message, HTTPStatus.PRECONDITION_FAILED)
    return ACTIONS[call.action](fleet, call)
