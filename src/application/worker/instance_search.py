"""InstanceSearch: looks for instances in several scopes at once."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field

import structlog

from application.faults import fault_of
from application.ports.ec2_client import EC2Client, InstanceCriteria
from application.worker.worker_identity import WorkerIdentity
from domain.errors import DomainError
from domain.worker.aws_scope import AwsScope
from domain.worker.ec2_readings import EC2InstanceReading

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ScopeTrouble:
    """A scope that could not be searched, and why."""

    scope: AwsScope
    code: str
    message: str


@dataclass(slots=True)
class FoundInstances:
    """What was found, by the id of the worker on it, and where nothing could be."""

    instances: dict[str, tuple[AwsScope, EC2InstanceReading]] = field(default_factory=dict)
    troubles: list[ScopeTrouble] = field(default_factory=list)


class InstanceSearch:
    """A scope that fails, or in which the criteria fit too much, does not keep the others from being searched."""

    def __init__(self, ec2: EC2Client, identity: WorkerIdentity) -> None:
        self._ec2 = ec2
        self._identity = identity

    async def search_async(self, scopes: Iterable[AwsScope], criteria: InstanceCriteria) -> FoundInstances:
        """Search the scopes side by side."""
        found = FoundInstances()
        async with asyncio.TaskGroup() as tasks:
            for scope in scopes:
                tasks.create_task(self._search_one_async(scope, criteria, found))
        return found

    async def _search_one_async(self, scope: AwsScope, criteria: InstanceCriteria, found: FoundInstances) -> None:
        fault = await fault_of(self._find_async(scope, criteria, found))
        if isinstance(fault, DomainError):
            found.troubles.append(ScopeTrouble(scope, fault.code, str(fault)))
        elif fault is not None:
            log.error("instance_search_failed", account=scope.account, region=scope.region, exc_info=fault)
            message = "an unexpected fault of the service itself; see its log"
            found.troubles.append(ScopeTrouble(scope, "internal", message))

    async def _find_async(self, scope: AwsScope, criteria: InstanceCriteria, found: FoundInstances) -> None:
        readings = await self._ec2.find_instances_async(scope, criteria)
        found.instances |= await self._identity.by_id_async((scope, reading) for reading in readings)
