"""Details of instances."""

from collections.abc import AsyncGenerator, Sequence

from application.clock import Clock
from application.pieces import pieces_of
from domain.worker.aws_scope import AwsScope
from domain.worker.ec2_readings import EC2InstanceReading
from integration.aws.aws_call import EC2, AwsCall
from integration.aws.aws_clients import AwsClients
from integration.aws.aws_paging import Page, read_pages, with_token
from integration.aws.concurrent_calls import map_concurrently
from integration.aws.ec2_filters import MOST_VALUES, Filter, named
from integration.aws.ec2_replies import instance_readings

Readings = dict[str, EC2InstanceReading]


class InstanceReader:
    """Reads DescribeInstances (Amazon EC2 API Reference), always by filters.

    Unlike explicit ids, a filter on `instance-id` neither fails for unknown ids nor excludes paging.
    """

    def __init__(self, clients: AwsClients, clock: Clock) -> None:
        self._clients = clients
        self._clock = clock
        self._page_size = clients.configuration.page_size
        self._at_most = clients.configuration.threads_per_client

    async def read_any_of(
        self, scope: AwsScope, name: str, values: Sequence[str], others: Sequence[Filter] = ()
    ) -> Readings:
        """Instances for which filter `name` has any of `values` and the other filters hold."""
        room = MOST_VALUES - sum(len(each["Values"]) for each in others)

        async def read(chunk: Sequence[str]) -> Readings:
            return await self.read(scope, [named(name, chunk), *others])

        chunks = pieces_of(values, room)
        readings: Readings = {}
        for part in await map_concurrently(read, chunks, self._at_most):
            readings |= part
        return readings

    async def read(self, scope: AwsScope, filters: Sequence[Filter]) -> Readings:
        """Instances for which all filters hold; of one that is listed twice the last reading counts."""
        readings: Readings = {}
        async for page in self._pages(scope, filters):
            readings |= page.content
        return readings

    def _pages(self, scope: AwsScope, filters: Sequence[Filter]) -> AsyncGenerator[Page[Readings], None]:
        parameters = {"Filters": list(filters), "MaxResults": self._page_size}

        async def ask(token: str | None) -> Page[Readings]:
            return await self._clients.run(
                AwsCall(
                    scope,
                    EC2,
                    "DescribeInstances",
                    lambda client: client.describe_instances(**with_token(parameters, token)),
                    lambda reply: Page(instance_readings(reply, self._clock.now()), reply.get("NextToken") or None),
                )
            )

        return read_pages(ask)
