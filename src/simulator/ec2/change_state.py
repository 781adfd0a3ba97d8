"""The actions StartInstances and StopInstances (EC2 API Reference): all of the named instances, or none."""

from collections.abc import Sequence
from typing import Final

from simulator.aws.call import AwsCall
from simulator.aws.reply import Reply, ServiceError
from simulator.ec2.selection import INSTANCE_IDS, named_instances
from simulator.ec2.xml_reply import xml_reply
from simulator.fleet.fleet import Fleet
from simulator.fleet.instance import IllegalTransitionError, Instance, StateChange
from simulator.fleet.instance_state import InstanceState

INCORRECT_STATE: Final = "IncorrectInstanceState"


def start_instances(fleet: Fleet, call: AwsCall) -> Reply:
    """Start the named instances. Raises ServiceError."""
    instances = _required_instances(fleet, call)
    try:
        return _changes_reply(call, fleet.start(instances))
    except IllegalTransitionError as error:
        message = f"The instance '{error.instance_id}' is not in a state from which it can be started."
        raise ServiceError(INCORRECT_STATE, message) from error


def stop_instances(fleet: Fleet, call: AwsCall) -> Reply:
    """Stop the named instances; Force changes nothing here. Raises ServiceError."""
    instances = _required_instances(fleet, call)
    try:
        return _changes_reply(call, fleet.stop(instances))
    except IllegalTransitionError as error:
        message = f"This instance '{error.instance_id}' is not in a state from which it can be stopped."
        raise ServiceError(INCORRECT_STATE, message) from error


def _required_instances(fleet: Fleet, call: AwsCall) -> list[Instance]:
    if not call.form.texts(INSTANCE_IDS):
        raise ServiceError("MissingParameter", "The request must contain the parameter InstanceId")
    return named_instances(fleet, call)


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
