"""States and checks of instances, in as few calls as EC2 allows."""

from collections.abc import AsyncGenerator, Collection, Sequence
from contextlib import aclosing
from math import ceil
from typing import Any

from application.clock import Clock
from application.pieces import pieces_of
from application.ports.ec2_client import StatusesTold
from domain.worker.aws_scope import AwsScope
from domain.worker.ec2_readings import EC2StatusReading
from integration.aws.aws_call import EC2, AwsCall
from integration.aws.aws_clients import AwsClients
from integration.aws.aws_errors import UnknownInstancesError
from integration.aws.aws_paging import Page, read_pages, with_token
from integration.aws.concurrent_calls import map_concurrently
from integration.aws.ec2_replies import status_readings

Readings = dict[str, EC2StatusReading]

MOST_EXPLICIT_IDS = 100
ROUNDS_WITHOUT_UNKNOWN_IDS = 4


class InstanceStatusReader:
    """Reads DescribeInstanceStatus (Amazon EC2 API Reference).

    A call names up to 100 ids, or takes a page of the whole region: explicit ids and MaxResults exclude each
    other. Pages need fewer calls where the fleet is most of a region, ids where others crowd it; how many
    pages the fleet took, or would at least have taken, is remembered per region.
    """

    def __init__(self, clients: AwsClients, clock: Clock) -> None:
        self._clients = clients
        self._clock = clock
        self._page_size = clients.configuration.page_size
        self._at_most = clients.configuration.threads_per_client
        self._pages_needed: dict[AwsScope, int] = {}

    async def read(self, scope: AwsScope, instance_ids: Collection[str], told: StatusesTold) -> Readings:
        """Readings by instance id; ids that EC2 does not list are left out. `told` hears those of each call."""
        wanted = frozenset(instance_ids)
        calls_by_id = ceil(len(wanted) / MOST_EXPLICIT_IDS)
        if calls_by_id <= self._pages_needed.get(scope, 1):
            return await self._read_by_ids(scope, wanted, told)
        readings, is_complete = await self._read_by_page(scope, wanted, told, calls_by_id)
        if not is_complete:
            readings |= await self._read_by_ids(scope, wanted - readings.keys(), told)
        return readings

    async def _read_by_page(
        self, scope: AwsScope, wanted: Collection[str], told: StatusesTold, most_pages: int | None = None
    ) -> tuple[Readings, bool]:
        """Read the region; False with the readings when `most_pages` were read and there are more."""
        readings: Readings = {}
        pages_read = 0
        async with aclosing(self._pages(scope)) as pages:
            async for page in pages:
                found = {each: reading for each, reading in page.content.items() if each in wanted}
                readings |= found
                told(found)
                pages_read += 1
                if len(readings) == len(wanted) or page.next_token is None:
                    break
                if pages_read == most_pages:
                    self._pages_needed[scope] = pages_read + 1
                    return readings, False
        self._pages_needed[scope] = pages_read
        return readings, True

    async def _read_by_ids(self, scope: AwsScope, instance_ids: Collection[str], told: StatusesTold) -> Readings:
        async def read(chunk: Sequence[str]) -> Readings:
            return await self._read_chunk(scope, chunk, told)

        chunks = pieces_of(sorted(instance_ids), MOST_EXPLICIT_IDS)
        readings: Readings = {}
        for part in await map_concurrently(read, chunks, self._at_most):
            readings |= part
        return readings

    async def _read_chunk(self, scope: AwsScope, chunk: Sequence[str], told: StatusesTold) -> Readings:
        """Read by ids, without those that EC2 says it does not know; by page when that leads nowhere."""
        asked = chunk
        for _ in range(ROUNDS_WITHOUT_UNKNOWN_IDS):
            try:
                readings = (await self._ask(scope, {"InstanceIds": asked})).content if asked else {}
            except UnknownInstancesError as error:
                asked = [each for each in asked if each not in error.named]
            else:
                told(readings)
                return readings
        readings, _ = await self._read_by_page(scope, frozenset(asked), told)
        return readings

    def _pages(self, scope: AwsScope) -> AsyncGenerator[Page[Readings], None]:
        return read_pages(lambda token: self._ask(scope, with_token({"MaxResults": self._page_size}, token)))

    async def _ask(self, scope: AwsScope, parameters: dict[str, Any]) -> Page[Readings]:
        return await self._clients.run(
            AwsCall(
                scope,
                EC2,
                "DescribeInstanceStatus",
                lambda client: client.describe_instance_status(IncludeAllInstances=True, **parameters),
                lambda reply: Page(status_readings(reply, self._clock.now()), reply.get("NextToken") or None),
            )
        )
