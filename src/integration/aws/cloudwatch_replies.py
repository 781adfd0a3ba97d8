"""CloudWatch's replies, made into series of points. Runs in threads: nothing here touches the event loop."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from application.ports.source_errors import SourceReplyInvalidError, SourceUnauthorizedError
from integration.aws.ec2_replies import member

FORBIDDEN = "Forbidden"
READABLE = frozenset({"Complete", "PartialData"})


class Point(NamedTuple):
    """The value of the period that begins then."""

    begin: datetime
    value: float


Series = dict[str, list[Point]]


def series_of(reply: Mapping[str, Any]) -> Series:
    """Read the points of each query by its id; none where CloudWatch could not read the metric.

    Raises SourceReplyInvalidError, or SourceUnauthorizedError when every metric is forbidden.
    """
    results = member(reply, "MetricDataResults", list)
    if results and all(result.get("StatusCode") == FORBIDDEN for result in results):
        action = "cloudwatch:GetMetricData"
        raise SourceUnauthorizedError(f"CloudWatch forbids every metric asked for: allow {action}", action)
    return {member(result, "Id", str): _points(result) for result in results}


def _points(result: Mapping[str, Any]) -> list[Point]:
    if result.get("StatusCode") not in READABLE:
        return []
    begins, values = member(result, "Timestamps", list), member(result, "Values", list)
    if len(begins) != len(values):
        raise SourceReplyInvalidError("the reply of AWS gives a metric more timestamps than values, or fewer")
    return [Point(begin, _number(value)) for begin, value in zip(begins, values, strict=True)]


def _number(value: Any) -> float:
    """Read a number, which awsJson writes as a text where JSON has none: `NaN`, `Infinity` (Smithy, AWS JSON 1.0)."""
    try:
        return float(value)
    except (TypeError, ValueError) as error:
        raise SourceReplyInvalidError("the reply of AWS gives a metric a value that is no number") from error
