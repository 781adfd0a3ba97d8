"""How DescribeInstanceStatus writes an instance (EC2 API Reference, InstanceStatus)."""

from datetime import datetime
from typing import Final

from simulator.fleet.instance import Instance, StatusCheck
from simulator.fleet.instance_state import InstanceState

KIND: Final = "status"
REACHABILITY: Final = {
    StatusCheck.OK: "passed",
    StatusCheck.IMPAIRED: "failed",
    StatusCheck.INITIALIZING: "initializing",
}


def status_xml(instance: Instance, now: datetime) -> str:
    """Give one item of instanceStatusSet, written anew only when it differs from the last time."""
    look = instance.look_at(now)
    text = instance.texts.get((KIND, look))
    if text is None:
        text = instance.texts[KIND, look] = _status_xml(instance, look.state, now)
    return text


def _status_xml(instance: Instance, state: InstanceState, now: datetime) -> str:
    system = _check_xml(instance.system_check_at(now), instance.impaired_since)
    own = _check_xml(instance.status_check_at(now), instance.impaired_since)
    return (
        f"<item><instanceId>{instance.instance_id}</instanceId>"
        f"<availabilityZone>{instance.placement.availability_zone}</availabilityZone>"
        f"<instanceState><code>{state.code}</code><name>{state}</name></instanceState>"
        f"<systemStatus>{system}</systemStatus><instanceStatus>{own}</instanceStatus></item>"
    )


def _check_xml(check: StatusCheck, impaired_since: datetime | None) -> str:
    if check is StatusCheck.NOT_APPLICABLE:
        return "<status>not-applicable</status>"
    since = ""
    if check is StatusCheck.IMPAIRED and impaired_since is not None:
        since = f"<impairedSince>{impaired_since:%Y-%m-%dT%H:%M:%S.000Z}</impairedSince>"
    return (
        f"<status>{check}</status><details><item><name>reachability</name>"
        f"<status>{REACHABILITY[check]}</status>{since}</item></details>"
    )
