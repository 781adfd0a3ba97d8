"""What the service must be allowed to do to act on workers, each with a dry run that tries it."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Self

from integration.aws.aws_call import EC2
from integration.aws.doctor.needed_actions import NeededAction

TAG = {"Key": "cml-fleet:doctor", "Value": ""}
"""Never set: a dry run needs one."""


class Sample(NamedTuple):
    """An instance to try it on, and to launch one like it."""

    instance_id: str
    image_id: str
    instance_type: str
    subnet_id: str

    @classmethod
    def of(cls, instance: Mapping[str, Any]) -> Self:
        """Take it from DescribeInstances."""
        return cls(*(str(instance.get(name, "")) for name in ("InstanceId", "ImageId", "InstanceType", "SubnetId")))


def act_actions(sample: Sample) -> tuple[NeededAction, ...]:
    """Make the dry runs."""
    ids = [sample.instance_id]
    tagged = {"Resources": ids, "Tags": [TAG]}
    return (
        _dry("StartInstances", lambda client: client.start_instances(InstanceIds=ids, DryRun=True)),
        _dry("StopInstances", lambda client: client.stop_instances(InstanceIds=ids, DryRun=True)),
        _dry("RebootInstances", lambda client: client.reboot_instances(InstanceIds=ids, DryRun=True)),
        _dry("TerminateInstances", lambda client: client.terminate_instances(InstanceIds=ids, DryRun=True)),
        _dry("CreateTags", lambda client: client.create_tags(**tagged, DryRun=True)),
        _dry("DeleteTags", lambda client: client.delete_tags(**tagged, DryRun=True)),
        _dry("RunInstances", lambda client: client.run_instances(**_launch(sample), DryRun=True)),
    )


def _dry(operation: str, ask: Callable[[Any], Mapping[str, Any]]) -> NeededAction:
    return NeededAction(EC2, operation, ask)


def _launch(sample: Sample) -> Mapping[str, Any]:
    """Tagged, as workers are: EC2 then asks for ec2:CreateTags, too (Amazon EC2 User Guide, "Tag on creation")."""
    tags = [{"ResourceType": "instance", "Tags": [TAG]}]
    where = {"SubnetId": sample.subnet_id} if sample.subnet_id else {}
    kind = {"ImageId": sample.image_id, "InstanceType": sample.instance_type}
    return {**kind, **where, "MinCount": 1, "MaxCount": 1, "TagSpecifications": tags}


ACT_ACTIONS = tuple(needed.action for needed in act_actions(Sample("", "", "", "")))
