"""Key figures of instance types."""

from collections.abc import AsyncGenerator, Iterable

from application.pieces import pieces_of
from domain.catalogue.instance_facts import InstanceFacts
from domain.worker.aws_scope import AwsScope
from integration.aws.aws_call import EC2, AwsCall
from integration.aws.aws_clients import AwsClients
from integration.aws.aws_paging import Page, read_pages, with_token
from integration.aws.ec2_filters import MOST_VALUES, literal, named
from integration.aws.ec2_replies import instance_facts

TYPES_PER_PAGE = 100
"""The most that EC2 takes (Amazon EC2 API Reference, DescribeInstanceTypes, MaxResults)."""

Facts = dict[str, InstanceFacts]


class InstanceTypeReader:
    """Reads DescribeInstanceTypes by the filter `instance-type`.

    Types that the region does not offer are left out so; named explicitly, one of them makes EC2 refuse the whole call
    (InvalidInstanceType).
    """

    def __init__(self, clients: AwsClients) -> None:
        self._clients = clients

    async def read(self, scope: AwsScope, instance_types: Iterable[str]) -> Facts:
        """Facts by type. Raises one of the source errors."""
        found: Facts = {}
        for chunk in pieces_of(sorted(set(instance_types)), MOST_VALUES):
            async for page in self._pages(scope, chunk):
                found |= page.content
        return found

    def _pages(self, scope: AwsScope, instance_types: Iterable[str]) -> AsyncGenerator[Page[Facts], None]:
        condition = named("instance-type", map(literal, instance_types))
        parameters = {"Filters": [condition], "MaxResults": TYPES_PER_PAGE}

        async def ask(token: str | None) -> Page[Facts]:
            return await self._clients.run(
                AwsCall(
                    scope,
                    EC2,
                    "DescribeInstanceTypes",
                    lambda client: client.describe_instance_types(**with_token(parameters, token)),
                    lambda reply: Page(instance_facts(reply), reply.get("NextToken") or None),
                )
            )

        return read_pages(ask)
