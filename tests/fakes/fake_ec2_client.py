"""EC2 as a dictionary of instances."""

import asyncio
import fnmatch
from collections.abc import Collection, Mapping
from dataclasses import replace

from application.clock import Clock
from application.ports.ec2_client import InstanceCriteria, StatusesTold
from application.ports.instance_launcher import WORKER_TAG
from application.ports.source_errors import RequestRefusedError
from domain.catalogue.instance_facts import InstanceFacts
from domain.worker.aws_scope import AwsScope
from domain.worker.ec2_readings import EC2InstanceReading, EC2StatusReading
from domain.worker.launch_spec import LaunchSpec
from domain.worker.worker_act import WorkerAct
from domain.worker.worker_checks import CheckStatus, WorkerChecks
from domain.worker.worker_status import WorkerStatus

WELL = WorkerChecks(CheckStatus.OK, CheckStatus.OK)
Call = tuple[str, AwsScope, frozenset[str]]


class FakeEC2Client:
    """`errors` are raised for whole scopes, `holds` delay their answers; `calls` are the operations with their ids.

    `launched` are instances by their workers' ids; `failing_launches` are what the next launches raise, one each.
    `refusals` are why an act on an instance is refused, in words that name it or not; `failing_acts` are what the next
    acts raise, one each.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.instances: dict[AwsScope, dict[str, EC2InstanceReading]] = {}
        self.checks: dict[str, WorkerChecks] = {}
        self.errors: dict[AwsScope, Exception] = {}
        self.holds: dict[AwsScope, asyncio.Event] = {}
        self.unlisted: set[str] = set()
        self.vpcs: dict[str, str] = {}
        self.calls: list[Call] = []
        self.retried: list[AwsScope] = []
        self.refusals: dict[str, str] = {}
        self.failing_acts: list[Exception] = []
        self.failing_launches: list[Exception] = []
        self.launched: dict[str, EC2InstanceReading] = {}
        self.image_names: dict[AwsScope, dict[str, str]] = {}
        self.types: dict[str, InstanceFacts] = {}

    def put(self, scope: AwsScope, *instances: EC2InstanceReading) -> None:
        """Let EC2 know these instances, or know them to be otherwise."""
        self.instances.setdefault(scope, {}).update({instance.instance_id: instance for instance in instances})

    def change(self, scope: AwsScope, instance_id: str, status: WorkerStatus) -> None:
        """Let an instance go into another state."""
        self.put(scope, replace(self.instances[scope][instance_id], status=status))

    def forget(self, scope: AwsScope, instance_id: str) -> None:
        """Let EC2 no longer know an instance."""
        del self.instances[scope][instance_id]

    def retry_refused(self, scope: AwsScope) -> None:
        """Note it."""
        self.retried.append(scope)

    async def read_statuses_async(
        self, scope: AwsScope, instance_ids: Collection[str], told: StatusesTold | None = None
    ) -> Mapping[str, EC2StatusReading]:
        """State and checks; `unlisted` instances are left out though EC2 knows them."""
        known = await self._called("statuses", scope, instance_ids)
        statuses = {
            instance_id: EC2StatusReading(
                instance_id=instance_id,
                status=known[instance_id].status,
                checks=self.checks.get(instance_id, WELL),
                taken_at=self._clock.now(),
            )
            for instance_id in known.keys() - self.unlisted
        }
        if told is not None:
            told(statuses)
        return statuses

    async def read_instances_async(
        self, scope: AwsScope, instance_ids: Collection[str]
    ) -> Mapping[str, EC2InstanceReading]:
        """Details."""
        known = await self._called("instances", scope, instance_ids)
        return {key: replace(known[key], taken_at=self._clock.now()) for key in known}

    async def find_instances_async(self, scope: AwsScope, criteria: InstanceCriteria) -> list[EC2InstanceReading]:
        """Every instance that is not terminated and meets the criteria."""
        known = await self._called("find", scope, self.instances.get(scope, {}))
        return [found for found in known.values() if _meets(found, criteria) and self._lies_in(found, criteria)]

    async def read_image_names_async(self, scope: AwsScope, image_ids: Collection[str]) -> Mapping[str, str]:
        """What `image_names` holds."""
        await self._called("image_names", scope, image_ids)
        known = self.image_names.get(scope, {})
        return {each: known[each] for each in image_ids if each in known}

    async def read_instance_types_async(
        self, scope: AwsScope, instance_types: Collection[str]
    ) -> Mapping[str, InstanceFacts]:
        """What `types` holds, in every region."""
        await self._called("types", scope, instance_types)
        return {name: self.types[name] for name in instance_types if name in self.types}

    async def act_async(
        self, scope: AwsScope, act: WorkerAct, instance_ids: Collection[str]
    ) -> Mapping[str, WorkerStatus]:
        """Bring them on their way."""
        await self._change(act.value, scope, instance_ids)
        for instance_id in instance_ids:
            self.change(scope, instance_id, act.shown_from(self.instances[scope][instance_id].status))
        return {instance_id: self.instances[scope][instance_id].status for instance_id in instance_ids}

    async def add_tags_async(self, scope: AwsScope, instance_ids: Collection[str], tags: Mapping[str, str]) -> None:
        """Set tags."""
        await self._change("add_tags", scope, instance_ids)
        for instance_id in instance_ids:
            known = self.instances[scope][instance_id]
            self.put(scope, replace(known, tags={**known.tags, **tags}))

    async def remove_tags_async(self, scope: AwsScope, instance_ids: Collection[str], keys: Collection[str]) -> None:
        """Remove tags."""
        await self._change("remove_tags", scope, instance_ids)
        for instance_id in instance_ids:
            known = self.instances[scope][instance_id]
            self.put(scope, replace(known, tags={k: v for k, v in known.tags.items() if k not in keys}))

    async def _change(self, operation: str, scope: AwsScope, instance_ids: Collection[str]) -> None:
        await self._called(operation, scope, instance_ids)
        if self.failing_acts:
            raise self.failing_acts.pop(0)
        if reasons := [self.refusals[each] for each in instance_ids if each in self.refusals]:
            raise RequestRefusedError("refused", "Refused", reasons[0], frozenset(reasons[0].split()))

    def _lies_in(self, instance: EC2InstanceReading, criteria: InstanceCriteria) -> bool:
        return not criteria.vpc_ids or self.vpcs.get(instance.instance_id) in criteria.vpc_ids

    async def _called(
        self, operation: str, scope: AwsScope, instance_ids: Collection[str]
    ) -> dict[str, EC2InstanceReading]:
        self.calls.append((operation, scope, frozenset(instance_ids)))
        await asyncio.sleep(0)
        if scope in self.holds:
            await self.holds[scope].wait()
        if scope in self.errors:
            raise self.errors[scope]
        known = self.instances.get(scope, {})
        return {instance_id: known[instance_id] for instance_id in instance_ids if instance_id in known}

    async def launch_async(self, scope: AwsScope, worker_id: str, name: str, spec: LaunchSpec) -> EC2InstanceReading:
        """Launch one instance for each worker."""
        self.calls.append(("launch", scope, frozenset({worker_id})))
        if self.failing_launches:
            raise self.failing_launches.pop(0)
        if worker_id not in self.launched:
            self.launched[worker_id] = EC2InstanceReading(
                instance_id=f"i-{len(self.launched) + 0xF000:017x}",
                name=name,
                status=WorkerStatus.PENDING,
                status_reason="",
                instance_type=spec.instance_type,
                ami_id=spec.ami_id or "ami-0123456789abcdef0",
                ami_name=spec.ami_name,
                private_ip="10.0.0.7",
                public_ip=None,
                launch_time=self._clock.now(),
                taken_at=self._clock.now(),
                tags={**spec.tags, "Name": name, WORKER_TAG: worker_id},
            )
            self.put(scope, self.launched[worker_id])
        return self.launched[worker_id]


def _meets(instance: EC2InstanceReading, criteria: InstanceCriteria) -> bool:
    return (
        instance.status is not WorkerStatus.TERMINATED
        and (not criteria.ami_ids or instance.ami_id in criteria.ami_ids)
        and (not criteria.ami_names or any(fnmatch.fnmatchcase(instance.ami_name or "", n) for n in criteria.ami_names))
        and all(instance.tags.get(key) == value for key, value in criteria.tags.items())
    )
