"""The port to Amazon CloudWatch."""

from collections.abc import Collection, Mapping
from typing import Protocol

from domain.telemetry.cloudwatch_reading import CloudWatchReading
from domain.worker.aws_scope import AwsScope


class CloudWatchClient(Protocol):
    """Reads the metrics of instances. Costs $0.01 per 1,000 metrics asked for (Amazon CloudWatch pricing)."""

    def retry_refused(self, scope: AwsScope) -> None:
        """Let the next calls be made although such calls were refused for their credentials a while ago."""

    async def read_metrics_async(
        self, scope: AwsScope, instance_ids: Collection[str]
    ) -> Mapping[str, CloudWatchReading]:
        """The newest figures by instance id; instances without any data point are left out.

        Raises one of the source errors for the scope as a whole.
        """
