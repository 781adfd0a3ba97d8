"""The port EC2Client on boto3."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from application.clock import Clock
from application.ports.ec2_client import InstanceCriteria, StatusesTold
from domain.catalogue.instance_facts import InstanceFacts
from domain.errors import InvalidRequestError
from domain.worker.aws_scope import AwsScope
from domain.worker.ec2_readings import EC2InstanceReading, EC2StatusReading
from domain.worker.worker_act import WorkerAct
from domain.worker.worker_status import WorkerStatus
from integration.aws.ami_reader import AmiReader
from integration.aws.aws_call import EC2
from integration.aws.aws_clients import AwsClients
from integration.aws.ec2_filters import is_empty, literal, seen_with
from integration.aws.instance_acts import InstanceActs
from integration.aws.instance_ids import well_formed
from integration.aws.instance_reader import InstanceReader
from integration.aws.instance_status_reader import InstanceStatusReader
from integration.aws.instance_type_reader import InstanceTypeReader


class AwsEC2Client:
    """EC2 of any account and region of the configuration; see the port for the promises."""

    def __init__(self, clients: AwsClients, clock: Clock) -> None:
        self._clients = clients
        self._statuses = InstanceStatusReader(clients, clock)
        self._instances = InstanceReader(clients, clock)
        self._images = AmiReader(clients, clock)
        self._types = InstanceTypeReader(clients)
        self._acts = InstanceActs(clients)

    def retry_refused(self, scope: AwsScope) -> None:
        """Let refused calls be made again at once."""
        self._clients.retry_refused(scope, EC2)

    async def read_statuses_async(
        self, scope: AwsScope, instance_ids: Collection[str], told: StatusesTold | None = None
    ) -> Mapping[str, EC2StatusReading]:
        """State and checks by instance id. Raises one of the source errors."""
        ids = well_formed(instance_ids)
        return await self._statuses.read(scope, ids, told or _tell_nobody) if ids else {}

    async def read_instances_async(
        self, scope: AwsScope, instance_ids: Collection[str]
    ) -> Mapping[str, EC2InstanceReading]:
        """Details by instance id. Raises one of the source errors."""
        readings = await self._instances.read_any_of(scope, "instance-id", well_formed(instance_ids))
        return {each.instance_id: each for each in await self._with_ami_names(scope, readings.values())}

    async def find_instances_async(self, scope: AwsScope, criteria: InstanceCriteria) -> list[EC2InstanceReading]:
        """Every instance that meets `criteria`.

        Raises one of the source errors, or InvalidRequestError for criteria that are empty or too wide.
        """
        if is_empty(criteria):
            raise InvalidRequestError("say which instances to look for: by ami_id, ami_name, tags or vpc_ids")
        filters = seen_with(criteria.tags, criteria.vpc_ids)
        if criteria.ami_ids or criteria.ami_names:
            image_ids = await self._image_ids(scope, criteria)
            readings = await self._instances.read_any_of(scope, "image-id", image_ids, filters)
        else:
            readings = await self._instances.read(scope, filters)
        return await self._with_ami_names(scope, readings.values())

    async def read_image_names_async(self, scope: AwsScope, image_ids: Collection[str]) -> Mapping[str, str]:
        """Names of the images that EC2 shows. Raises one of the source errors."""
        return await self._images.read_present_names(scope, image_ids)

    async def read_instance_types_async(
        self, scope: AwsScope, instance_types: Collection[str]
    ) -> Mapping[str, InstanceFacts]:
        """Key figures by type. Raises one of the source errors."""
        return await self._types.read(scope, instance_types)

    async def act_async(
        self, scope: AwsScope, act: WorkerAct, instance_ids: Collection[str]
    ) -> Mapping[str, WorkerStatus]:
        """Order it for all of these. Raises one of the source errors."""
        return await self._acts.act(scope, act, instance_ids)

    async def add_tags_async(self, scope: AwsScope, instance_ids: Collection[str], tags: Mapping[str, str]) -> None:
        """Set these tags. Raises one of the source errors."""
        await self._acts.add_tags(scope, instance_ids, tags)

    async def remove_tags_async(self, scope: AwsScope, instance_ids: Collection[str], keys: Collection[str]) -> None:
        """Remove the tags with these keys. Raises one of the source errors."""
        await self._acts.remove_tags(scope, instance_ids, keys)

    async def _image_ids(self, scope: AwsScope, criteria: InstanceCriteria) -> list[str]:
        """The images asked for by id, provided their names fit; without ids all images whose name fits."""
        by_id = list(map(literal, criteria.ami_ids))
        if not criteria.ami_names:
            return by_id
        by_name = await self._images.find_ids(scope, criteria.ami_names)
        return [each for each in by_name if each in by_id or not by_id]

    async def _with_ami_names(
        self, scope: AwsScope, readings: Collection[EC2InstanceReading]
    ) -> list[EC2InstanceReading]:
        names = await self._images.read_names(scope, (each.ami_id for each in readings))
        return [replace(each, ami_name=names.get(each.ami_id)) for each in readings]


def _tell_nobody(_: Mapping[str, EC2StatusReading]) -> None:
    """Nobody waits for parts."""
