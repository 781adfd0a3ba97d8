"""The queries of GetMetricData, read and checked (CloudWatch API Reference, MetricDataQuery)."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from simulator.aws.reply import ServiceError
from simulator.cloudwatch.statistics import STATISTICS

MOST_QUERIES: Final = 500
MOST_POINTS: Final = 100_800
PERIOD_STEP_SECONDS: Final = 60


@dataclass(frozen=True, slots=True)
class MetricQuery:
    """One time series that is asked for."""

    query_id: str
    label: str
    metric_name: str
    instance_id: str | None
    """None when the query is about something other than an EC2 instance."""
    period_seconds: int
    statistic: str


@dataclass(frozen=True, slots=True)
class MetricRequest:
    """One GetMetricData request; times are whole seconds since the epoch, the end not included."""

    queries: Sequence[MetricQuery]
    start_second: int
    end_second: int
    newest_first: bool
    most_points: int


def read_metric_request(document: Mapping[str, Any]) -> MetricRequest:
    """Read and check a request. Raises ServiceError."""
    queries = _required(document, "MetricDataQueries", "")
    if len(queries) > MOST_QUERIES:
        raise _invalid(f"The collection MetricDataQueries must not have a size greater than {MOST_QUERIES}.")
    start = math.floor(float(_required(document, "StartTime", "")) / 60) * 60
    end = math.ceil(float(_required(document, "EndTime", "")))
    if start >= end:
        raise _invalid("The parameter StartTime must be less than the parameter EndTime.")
    return MetricRequest(
        queries=[_read_query(query) for query in queries],
        start_second=start,
        end_second=end,
        newest_first=document.get("ScanBy", "TimestampDescending") == "TimestampDescending",
        most_points=min(int(document.get("MaxDatapoints") or MOST_POINTS), MOST_POINTS),
    )


def _read_query(query: Mapping[str, Any]) -> MetricQuery:
    query_id = _required(query, "Id", "MetricDataQueries.member")
    if "MetricStat" not in query:
        raise _invalid("Only queries with a MetricStat are served; metric math is not.")
    stat = query["MetricStat"]
    metric = _required(stat, "Metric", "MetricStat")
    period, statistic = _required(stat, "Period", "MetricStat"), _required(stat, "Stat", "MetricStat")
    if period < PERIOD_STEP_SECONDS or period % PERIOD_STEP_SECONDS:
        raise _invalid(f"Period must be a multiple of {PERIOD_STEP_SECONDS} seconds.")
    if statistic not in STATISTICS:
        raise _invalid(f"The value {statistic} for parameter Stat is not supported.")
    name = _required(metric, "MetricName", "Metric")
    return MetricQuery(query_id, query.get("Label", name), name, _instance_id(metric), period, statistic)


def _instance_id(metric: Mapping[str, Any]) -> str | None:
    dimensions = {each["Name"]: each["Value"] for each in metric.get("Dimensions", [])}
    is_about_instance = metric.get("Namespace") == "AWS/EC2" and dimensions.keys() == {"InstanceId"}
    return dimensions["InstanceId"] if is_about_instance else None


def _required(document: Mapping[str, Any], name: str, where: str) -> Any:
    if document.get(name) is None:
        path = f"{where}.{name}" if where else name
        raise ServiceError("MissingParameter", f"The parameter {path} is required.")
    return document[name]


def _invalid(message: str) -> ServiceError:
    return ServiceError("ValidationError", message)
