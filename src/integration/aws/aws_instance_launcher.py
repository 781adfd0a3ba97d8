"""The port InstanceLauncher on boto3."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from application.clock import Clock
from application.ports.instance_launcher import WORKER_TAG
from application.ports.source_errors import RequestRefusedError, SourceUnreachableError
from domain.worker.aws_scope import AwsScope
from domain.worker.ec2_readings import EC2InstanceReading
from domain.worker.launch_spec import LaunchSpec
from integration.aws.ami_reader import AmiReader
from integration.aws.aws_call import EC2, AwsCall
from integration.aws.aws_clients import AwsClients
from integration.aws.ec2_filters import literal, named
from integration.aws.ec2_replies import launched_reading
from integration.aws.instance_reader import InstanceReader

TAGGED = ("instance", "volume")
OTHER_PARAMETERS = "IdempotentParameterMismatch"


class AwsInstanceLauncher:
    """RunInstances with the worker's id as its ClientToken (Amazon EC2 API Reference, "Ensuring idempotency").

    The instance is looked for by its tag before: a token is forgotten in time, and it fits no other image, while the
    newest image of a name may be another one when EC2 is asked again.
    """

    def __init__(self, clients: AwsClients, clock: Clock) -> None:
        self._clients = clients
        self._clock = clock
        self._instances = InstanceReader(clients, clock)
        self._images = AmiReader(clients, clock)

    async def launch_async(self, scope: AwsScope, worker_id: str, name: str, spec: LaunchSpec) -> EC2InstanceReading:
        """Launch it, or find it. Raises RequestRefusedError or one of the source errors."""
        self._clients.retry_refused(scope, EC2)
        found = await self._find(scope, worker_id) or await self._launch(scope, worker_id, name, spec)
        names = await self._images.read_names(scope, [found.ami_id])
        return replace(found, ami_name=names.get(found.ami_id))

    async def _find(self, scope: AwsScope, worker_id: str) -> EC2InstanceReading | None:
        found = await self._instances.read(scope, [named(f"tag:{WORKER_TAG}", [literal(worker_id)])])
        return next(iter(found.values()), None)

    async def _launch(self, scope: AwsScope, worker_id: str, name: str, spec: LaunchSpec) -> EC2InstanceReading:
        image_id = spec.ami_id or await self._images.find_newest(scope, spec.ami_name or "")
        wanted = _parameters(worker_id, name, spec, image_id)
        call = AwsCall(
            scope,
            EC2,
            "RunInstances",
            lambda client: client.run_instances(**wanted),
            lambda reply: launched_reading(reply, self._clock.now()),
            is_order=True,
        )
        try:
            return await self._clients.run(call)
        except RequestRefusedError as error:
            if error.reason_code != OTHER_PARAMETERS:
                raise
            raise SourceUnreachableError("EC2 has launched the instance, and does not list it yet") from error


def _parameters(worker_id: str, name: str, spec: LaunchSpec, image_id: str) -> Mapping[str, Any]:
    tags = {**spec.tags, "Name": name, WORKER_TAG: worker_id}
    listed = [{"Key": key, "Value": value} for key, value in tags.items()]
    chosen = {
        "SubnetId": spec.subnet_id,
        "SecurityGroupIds": list(spec.security_group_ids),
        "KeyName": spec.key_name,
        "UserData": spec.user_data,
    }
    return {
        "ClientToken": worker_id,
        "ImageId": image_id,
        "InstanceType": spec.instance_type,
        "MinCount": 1,
        "MaxCount": 1,
        "TagSpecifications": [{"ResourceType": kind, "Tags": listed} for kind in TAGGED],
        **{parameter: value for parameter, value in chosen.items() if value},
    }
