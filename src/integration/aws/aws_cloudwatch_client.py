"""The port CloudWatchClient on boto3."""

from collections.abc import Collection, Mapping

from application.clock import Clock
from application.turns import in_turns
from domain.telemetry.cloudwatch_reading import CloudWatchReading
from domain.worker.aws_scope import AwsScope
from integration.aws.aws_call import CLOUDWATCH, AwsCall
from integration.aws.aws_clients import AwsClients
from integration.aws.aws_paging import Page, read_pages, with_token
from integration.aws.cloudwatch_figures import Figures, figures_of, reading_of
from integration.aws.cloudwatch_queries import MetricQuery, batches_of, parameters_of
from integration.aws.cloudwatch_replies import Series, series_of
from integration.aws.cloudwatch_window import CloudWatchWindow
from integration.aws.concurrent_calls import map_concurrently
from integration.aws.instance_ids import well_formed

READINGS_PER_TURN = 2_000
"""Ten thousand take 30 ms."""


class AwsCloudWatchClient:
    """Reads CloudWatch of any account and region of the configuration; see the port for the promises."""

    def __init__(self, clients: AwsClients, clock: Clock) -> None:
        self._clients = clients
        self._configuration = clients.configuration
        self._clock = clock

    def retry_refused(self, scope: AwsScope) -> None:
        """Let refused calls be made again at once."""
        self._clients.retry_refused(scope, CLOUDWATCH)

    async def read_metrics_async(
        self, scope: AwsScope, instance_ids: Collection[str]
    ) -> Mapping[str, CloudWatchReading]:
        """The newest figures by instance id. Raises one of the source errors."""
        ids = well_formed(instance_ids)
        window = CloudWatchWindow.before(self._clock.now(), self._configuration)

        async def read(batch: list[MetricQuery]) -> Figures:
            return figures_of(batch, await self._read_series(scope, batch, window), window)

        figures: Figures = {}
        for part in await map_concurrently(read, batches_of(ids), self._configuration.threads_per_client):
            for instance_id, known in part.items():
                figures.setdefault(instance_id, {}).update(known)
        return {
            instance_id: reading_of(instance_id, known)
            async for instance_id, known in in_turns(figures.items(), READINGS_PER_TURN)
        }

    async def _read_series(self, scope: AwsScope, batch: list[MetricQuery], window: CloudWatchWindow) -> Series:
        """Read all pages; the points of one query may be spread over several."""

        async def ask(token: str | None) -> Page[Series]:
            return await self._clients.run(
                AwsCall(
                    scope,
                    CLOUDWATCH,
                    "GetMetricData",
                    lambda client: client.get_metric_data(**with_token(parameters_of(batch, window), token)),
                    lambda reply: Page(series_of(reply), reply.get("NextToken") or None),
                )
            )

        series: Series = {}
        async for page in read_pages(ask):
            for query_id, points in page.content.items():
                series.setdefault(query_id, []).extend(points)
        return series
