"""The actions that change states (EC2 API Reference): all of the named instances, or none."""

from collections.abc import Sequence
from typing import Final

from simulator.aws.call import AwsCall
from simulator.aws.reply import Reply, ServiceError
from simulator.ec2.capacity import require_room
from simulator.ec2.selection import required_instances
from simulator.ec2.xml_reply import done_reply, xml_reply
from simulator.fleet.fleet import Fleet
from simulator.fleet.instance import IllegalTransitionError, StateChange
from simulator.fleet.instance_state import InstanceState

INCORRECT_STATE: Final = "IncorrectInstanceState"


def start_instances(fleet: Fleet, call: AwsCall) -> Reply:
    """Start the named instances. Raises ServiceError."""
    instances = required_instances(fleet, call)
    require_room(call, instances[0].instance_type, instances[0].placement.availability_zone, len(instances))
    try:
        return _changes_reply(call, fleet.start(instances))
    except IllegalTransitionError as error:
        message = f"The instance '{error.instance_id}' is not in a state from which it can be started."
        raise ServiceError(INCORRECT_STATE, message) from error


def stop_instances(fleet: Fleet, call: AwsCall) -> Reply:
    """Stop the named instances; Force changes nothing here. Raises ServiceError."""
    instances = required_instances(fleet, call)
    try:
        return _changes_reply(call, fleet.stop(instances))
    except IllegalTransitionError as error:
        message = f"This instance '{error.instance_id}' is not in a state from which it can be stopped."
        raise ServiceError(INCORRECT_STATE, message) from error


def reboot_instances(fleet: Fleet, call: AwsCall) -> Reply:
    """Reboot the named instances, which must run. Raises ServiceError."""
    instances = required_instances(fleet, call)
    try:
        fleet.reboot(instances)
    except IllegalTransitionError as error:
        message = f"The instance '{error.instance_id}' is not in a state from which it can be rebooted."
        raise ServiceError(INCORRECT_STATE, message) from error
    return done_reply(call.action)


def terminate_instances(fleet: Fleet, call: AwsCall) -> Reply:
    """End the named instances, in whatever state they are. Raises ServiceError."""
    return _changes_reply(call, fleet.terminate(required_instances(fleet, call)))


def _changes_reply(call: AwsCall, changes: Sequence[StateChange]) -> Reply:
    return xml_reply(call.action, f"<instancesSet>{''.join(map(_change_xml, changes))}</instancesSet>")


def _change_xml(change: StateChange) -> str:
    return (
        f"<item><instanceId>{change.instance_id}</instanceId>"
        f"<currentState>{_state_xml(change.current)}</currentState>"
        f"<previousState>{_state_xml(change.previous)}</previousState></item>"
    )


def _state_xml(state: InstanceState) -> str:
    return f"<code>{state.code}</code><name>{state}</name>"
