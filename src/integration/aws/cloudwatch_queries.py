"""What is asked of CloudWatch (Amazon CloudWatch API Reference, GetMetricData, MetricDataQuery)."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from integration.aws.cloudwatch_window import CloudWatchWindow

QUERIES_PER_CALL = 500
MOST_POINTS = 100_800


class EC2Metric(NamedTuple):
    """A metric of namespace AWS/EC2 (Amazon EC2 User Guide, "CloudWatch metrics for your instances")."""

    name: str
    statistic: str
    figure: str
    """The field of CloudWatchReading that it gives."""
    is_rate: bool


CPU = EC2Metric("CPUUtilization", "Average", "cpu_percent", is_rate=False)
NETWORK_IN = EC2Metric("NetworkIn", "Sum", "network_in_bytes_per_second", is_rate=True)
NETWORK_OUT = EC2Metric("NetworkOut", "Sum", "network_out_bytes_per_second", is_rate=True)
METRICS = (CPU, NETWORK_IN, NETWORK_OUT)


class MetricQuery(NamedTuple):
    """One metric of one instance, under an id that is unique among all queries of one reading."""

    query_id: str
    instance_id: str
    metric: EC2Metric


def queries_of(instance_ids: Iterable[str]) -> Iterator[MetricQuery]:
    """Ask for all figures of all instances; ids match `^[a-z][a-zA-Z0-9_]*$` as CloudWatch wants."""
    for number, instance_id in enumerate(instance_ids):
        for metric in METRICS:
            yield MetricQuery(f"{metric.figure}_{number}", instance_id, metric)


def batches_of(instance_ids: Iterable[str]) -> Iterator[list[MetricQuery]]:
    """Fill each call with as many queries as it takes; an instance may be cut in two."""
    queries = queries_of(instance_ids)
    while batch := list(islice(queries, QUERIES_PER_CALL)):
        yield batch


def parameters_of(batch: Sequence[MetricQuery], window: CloudWatchWindow) -> dict[str, Any]:
    """Write the parameters of GetMetricData; the newest points first, and room for all in one page."""
    return {
        "MetricDataQueries": [_query(query, window.period_seconds) for query in batch],
        "StartTime": window.start,
        "EndTime": window.end,
        "ScanBy": "TimestampDescending",
        "MaxDatapoints": min(len(batch) * window.periods, MOST_POINTS),
    }


def _query(query: MetricQuery, period_seconds: int) -> dict[str, Any]:
    metric = {
        "Namespace": "AWS/EC2",
        "MetricName": query.metric.name,
        "Dimensions": [{"Name": "InstanceId", "Value": query.instance_id}],
    }
    stat = {"Metric": metric, "Period": period_seconds, "Stat": query.metric.statistic}
    return {"Id": query.query_id, "MetricStat": stat, "ReturnData": True}
