"""The port to Amazon EC2."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from domain.catalogue.instance_facts import InstanceFacts
from domain.worker.aws_scope import AwsScope
from domain.worker.ec2_readings import EC2InstanceReading, EC2StatusReading
from domain.worker.worker_act import WorkerAct
from domain.worker.worker_status import WorkerStatus

MOST_IN_A_CALL = 1_000
"""So many ids an act or a change of tags may name (Amazon EC2 API Reference, CreateTags)."""

StatusesTold = Callable[[Mapping[str, EC2StatusReading]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceCriteria:
    """Which instances to look for: what is set must all hold, and any of several values of a kind will do.

    `ami_names` may hold `*` and `?`. All `tags` must be there.
    """

    ami_ids: Collection[str] = ()
    ami_names: Collection[str] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    vpc_ids: Collection[str] = ()


class EC2Client(Protocol):
    """Reads EC2, and acts on instances.

    What reads raises one of the source errors for the scope as a whole, or answers fully.

    A call whose credentials were refused is not made again for a while: its refusal is raised again instead.

    Every call has a deadline of its own. Readings carry the time at which they were received.
    """

    def retry_refused(self, scope: AwsScope) -> None:
        """Let the next calls be made although such calls were refused for their credentials a while ago."""

    async def read_statuses_async(
        self, scope: AwsScope, instance_ids: Collection[str], told: StatusesTold | None = None
    ) -> Mapping[str, EC2StatusReading]:
        """State and checks by instance id; instances that EC2 does not list are left out.

        `told` hears each part of it as soon as EC2 has answered with it.
        """

    async def read_instances_async(
        self, scope: AwsScope, instance_ids: Collection[str]
    ) -> Mapping[str, EC2InstanceReading]:
        """Details by instance id; instances that EC2 does not know (any more) are left out."""

    async def find_instances_async(self, scope: AwsScope, criteria: InstanceCriteria) -> list[EC2InstanceReading]:
        """Every instance that is not terminated and meets `criteria`; InvalidRequestError where they fit too much."""

    async def read_image_names_async(self, scope: AwsScope, image_ids: Collection[str]) -> Mapping[str, str]:
        """Names of images by id, as EC2 tells them now; those that it does not show to the account are left out."""

    async def read_instance_types_async(
        self, scope: AwsScope, instance_types: Collection[str]
    ) -> Mapping[str, InstanceFacts]:
        """Key figures by instance type; types that the region does not offer are left out."""

    async def act_async(
        self, scope: AwsScope, act: WorkerAct, instance_ids: Collection[str]
    ) -> Mapping[str, WorkerStatus]:
        """Order it for all of these, at most MOST_IN_A_CALL, in one call; return the states that EC2 answers with.

        RequestRefusedError where EC2 refuses it, which it does for all of them or for none. A repetition is harmless.
        """

    async def add_tags_async(self, scope: AwsScope, instance_ids: Collection[str], tags: Mapping[str, str]) -> None:
        """Set these tags, and touch no others; raises likewise."""

    async def remove_tags_async(self, scope: AwsScope, instance_ids: Collection[str], keys: Collection[str]) -> None:
        """Remove the tags with these keys, whatever their values; raises likewise."""
