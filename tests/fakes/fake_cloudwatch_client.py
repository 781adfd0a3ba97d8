"""CloudWatch as a dictionary of readings."""

import asyncio
from collections.abc import Collection, Mapping

from domain.telemetry.cloudwatch_reading import CloudWatchReading
from domain.worker.aws_scope import AwsScope


class FakeCloudWatchClient:
    """`errors` are raised for whole scopes; `calls` are the scopes with the ids that were asked about."""

    def __init__(self) -> None:
        self.readings: dict[str, CloudWatchReading] = {}
        self.errors: dict[AwsScope, Exception] = {}
        self.calls: list[tuple[AwsScope, frozenset[str]]] = []
        self.retried: list[AwsScope] = []

    def put(self, *readings: CloudWatchReading) -> None:
        """Let CloudWatch hold these as the newest points."""
        self.readings.update({reading.instance_id: reading for reading in readings})

    def retry_refused(self, scope: AwsScope) -> None:
        """Note it."""
        self.retried.append(scope)

    async def read_metrics_async(
        self, scope: AwsScope, instance_ids: Collection[str]
    ) -> Mapping[str, CloudWatchReading]:
        """The newest figures; instances without any are left out."""
        self.calls.append((scope, frozenset(instance_ids)))
        await asyncio.sleep(0)
        if scope in self.errors:
            raise self.errors[scope]
        return {key: self.readings[key] for key in instance_ids if key in self.readings}
