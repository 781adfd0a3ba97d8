"""Readings, made of EC2's replies."""

from datetime import UTC, datetime
from typing import Any

import pytest

from application.ports.source_errors import SourceReplyInvalidError
from domain.worker.worker_checks import CheckStatus, ScheduledEvent, WorkerChecks
from domain.worker.worker_status import WorkerStatus
from integration.aws.ec2_replies import image_names, instance_readings, status_readings

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
LATER = datetime(2026, 6, 2, 12, tzinfo=UTC)


def status(**fields: Any) -> dict[str, Any]:
    """Make a reply of DescribeInstanceStatus with one instance."""
    return {"InstanceStatuses": [{"InstanceId": "i-1", "InstanceState": {"Name": "running"}, **fields}]}


def instance(**fields: Any) -> dict[str, Any]:
    """Make a reply of DescribeInstances with one instance."""
    return {"Reservations": [{"Instances": [{"InstanceId": "i-1", "State": {"Name": "running"}, **fields}]}]}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("shutting-down", WorkerStatus.SHUTTING_DOWN),
        ("stopped", WorkerStatus.STOPPED),
        ("dreaming", WorkerStatus.UNKNOWN),
    ],
)
def test_reads_a_state_when_it_is_known_or_new(name: str, expected: WorkerStatus) -> None:
    """Hyphens become underscores; a state that EC2 gained since is unknown."""
    assert status_readings(status(InstanceState={"Name": name}), NOON)["i-1"].status is expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("not-applicable", CheckStatus.NOT_APPLICABLE),
        ("impaired", CheckStatus.IMPAIRED),
        ("odd", CheckStatus.INSUFFICIENT_DATA),
    ],
)
def test_reads_checks_when_they_are_known_or_new(name: str, expected: CheckStatus) -> None:
    """A check that EC2 gained since says nothing yet."""
    reply = status(SystemStatus={"Status": "ok"}, InstanceStatus={"Status": name})
    assert status_readings(reply, NOON)["i-1"].checks == WorkerChecks(CheckStatus.OK, expected)


def test_reads_what_aws_has_announced_and_not_what_is_over() -> None:
    """The soonest first; EC2 lists what is completed or cancelled for another week."""
    events = [
        {"Code": "system-maintenance", "Description": "no time yet"},
        {"Code": "system-reboot", "Description": "reboot", "NotBefore": LATER, "NotAfter": LATER},
        {"Code": "instance-stop", "Description": "degraded", "NotBefore": NOON},
        {"Code": "instance-stop", "Description": "[Completed] degraded", "NotBefore": NOON},
        {"Code": "instance-reboot", "Description": "[Canceled] reboot", "NotBefore": NOON},
    ]
    reply = status(SystemStatus={"Status": "ok"}, InstanceStatus={"Status": "ok"}, Events=events)
    checks = status_readings(reply, NOON)["i-1"].checks
    assert checks is not None
    assert checks.scheduled == (
        ScheduledEvent("instance_stop", "degraded", NOON, None),
        ScheduledEvent("system_reboot", "reboot", LATER, LATER),
        ScheduledEvent("system_maintenance", "no time yet", None, None),
    )


def test_knows_no_checks_when_one_is_missing() -> None:
    """Half of the checks are no checks."""
    assert status_readings(status(SystemStatus={"Status": "ok"}), NOON)["i-1"].checks is None


def test_keeps_the_last_when_an_instance_comes_twice() -> None:
    """Pages may overlap while a region changes."""
    reply = status()
    reply["InstanceStatuses"].append({"InstanceId": "i-1", "InstanceState": {"Name": "stopped"}})
    assert [each.status for each in status_readings(reply, NOON).values()] == [WorkerStatus.STOPPED]


def test_reads_what_is_there_when_details_are_few() -> None:
    """Only id and state are certain."""
    reading = instance_readings(instance(), NOON)["i-1"]
    assert (reading.name, reading.ami_name, reading.public_ip, reading.launch_time) == ("", None, None, None)
    assert reading.taken_at == NOON


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        (
            {"StateReason": {"Message": "Server.SpotInstanceTermination"}, "StateTransitionReason": "x"},
            "Server.SpotInstanceTermination",
        ),
        ({"StateReason": {"Message": ""}, "StateTransitionReason": "User initiated"}, "User initiated"),
        ({}, ""),
    ],
)
def test_gives_ec2s_own_reason_when_there_is_one(fields: dict[str, Any], reason: str) -> None:
    """The state reason, else the text of the last transition."""
    assert instance_readings(instance(**fields), NOON)["i-1"].status_reason == reason


@pytest.mark.parametrize(
    "reply",
    [
        {},
        {"InstanceStatuses": None, "Reservations": "x", "Images": {}},
        {**status(InstanceId=7), **instance(InstanceId=None), "Images": [{"Name": "x"}]},
        {**status(InstanceState={}), **instance(State="running"), "Images": [{"ImageId": 1}]},
        {**status(SystemStatus={"x": 1}, InstanceStatus={"x": 1}), **instance(Tags=[{"Value": "x"}]), "Images": 1},
    ],
)
def test_refuses_a_reply_when_it_lacks_what_it_must_hold(reply: dict[str, Any]) -> None:
    """Missing or mistyped parts are an error of the reply, not of the fleet."""
    for read in (lambda: status_readings(reply, NOON), lambda: instance_readings(reply, NOON)):
        with pytest.raises(SourceReplyInvalidError):
            read()
    with pytest.raises(SourceReplyInvalidError):
        image_names(reply)
