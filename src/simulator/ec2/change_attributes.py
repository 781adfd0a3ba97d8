"""The actions ModifyInstanceAttribute, for the type, MonitorInstances and UnmonitorInstances (EC2 API Reference)."""

from simulator.aws.call import AwsCall
from simulator.aws.reply import Reply, ServiceError
from simulator.ec2.change_state import INCORRECT_STATE
from simulator.ec2.selection import INSTANCE_IDS, instances_of, required_instances
from simulator.ec2.xml_reply import done_reply, xml_reply
from simulator.fleet.catalogue import is_instance_type
from simulator.fleet.fleet import Fleet
from simulator.fleet.instance import IllegalTransitionError, Instance


def modify_instance_attribute(fleet: Fleet, call: AwsCall) -> Reply:
    """Change the type of one stopped instance. Raises ServiceError."""
    wanted = _wanted_type(call)
    (instance,) = instances_of(fleet, call, [call.form.text(INSTANCE_IDS) or ""])
    try:
        instance.require_stopped(fleet.clock())
    except IllegalTransitionError as error:
        message = f"The instance '{error.instance_id}' is not in the 'stopped' state."
        raise ServiceError(INCORRECT_STATE, message) from error
    instance.instance_type = wanted
    return done_reply(call.action)


def monitor_instances(fleet: Fleet, call: AwsCall) -> Reply:
    """Let CloudWatch measure the named instances every minute. Raises ServiceError."""
    return _monitor(fleet, call, wanted=True)


def unmonitor_instances(fleet: Fleet, call: AwsCall) -> Reply:
    """Let CloudWatch measure the named instances every five minutes. Raises ServiceError."""
    return _monitor(fleet, call, wanted=False)


def refuse_unknown_type(instance_type: str) -> None:
    """Raise ServiceError for what cannot be the name of an instance type."""
    if not is_instance_type(instance_type):
        raise ServiceError("InvalidParameterValue", f"Invalid value '{instance_type}' for InstanceType.")


def _wanted_type(call: AwsCall) -> str:
    wanted = call.form.text("InstanceType.Value")
    if wanted is None and call.form.text("Attribute") == "instanceType":
        wanted = call.form.text("Value")
    if wanted is None:
        raise ServiceError("InvalidParameterCombination", "No attributes specified, or others than the instance type.")
    refuse_unknown_type(wanted)
    return wanted


def _monitor(fleet: Fleet, call: AwsCall, *, wanted: bool) -> Reply:
    instances = required_instances(fleet, call)
    items = "".join([_monitoring_xml(instance, wanted=wanted) for instance in instances])
    for instance in instances:
        instance.monitor(wanted=wanted)
    return xml_reply(call.action, f"<instancesSet>{items}</instancesSet>")


def _monitoring_xml(instance: Instance, *, wanted: bool) -> str:
    state = instance.monitoring_state
    if instance.has_detailed_monitoring is not wanted:
        state = "pending" if wanted else "disabling"
    return (
        f"<item><instanceId>{instance.instance_id}</instanceId><monitoring><state>{state}</state></monitoring></item>"
    )
