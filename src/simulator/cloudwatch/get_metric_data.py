"""The action GetMetricData (CloudWatch API Reference)."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Any

from simulator.aws.call import AwsCall
from simulator.aws.reply import Reply, ServiceError
from simulator.cloudwatch.json_reply import json_reply
from simulator.cloudwatch.metric_query import MetricQuery, MetricRequest, read_metric_request
from simulator.cloudwatch.series import Point, series_of
from simulator.cloudwatch.spoiled_points import spoiled
from simulator.fleet.fleet import Fleet


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page begins: the number of the query and of the point in it."""

    query: int = 0
    point: int = 0


def get_metric_data(fleet: Fleet, call: AwsCall) -> Reply:
    """Give the points of each query, page by page; none for an instance that is not there. Raises ServiceError."""
    request = read_metric_request(call.document)
    token = call.document.get("NextToken")
    position = _read_token(token) if token else Position()
    results: list[dict[str, Any]] = []
    room = request.most_points
    for number, query in enumerate(request.queries[position.query :], start=position.query):
        skipped = position.point if number == position.query else 0
        points = _points(fleet, call, query, request)[skipped:]
        results.append(_result(query, points[:room], is_complete=len(points) <= room))
        if len(points) > room:
            return _page(results, _write_token(Position(number, skipped + room)))
        room -= len(points)
    return _page(results, None)


def _points(fleet: Fleet, call: AwsCall, query: MetricQuery, request: MetricRequest) -> list[Point]:
    instance = fleet.find(query.instance_id) if query.instance_id else None
    if instance is None or instance.region != call.region or instance.instance_id in call.distortion.hidden:
        return []
    known_at = fleet.clock().timestamp() - call.distortion.points_late_seconds
    return spoiled(series_of(instance, query, request, known_at), call.distortion)


def _result(query: MetricQuery, points: list[Point], *, is_complete: bool) -> dict[str, Any]:
    return {
        "Id": query.query_id,
        "Label": query.label,
        "Timestamps": [point.second for point in points],
        "Values": [point.value for point in points],
        "StatusCode": "Complete" if is_complete else "PartialData",
    }


def _page(results: list[dict[str, Any]], token: str | None) -> Reply:
    following = {"NextToken": token} if token else {}
    return json_reply({"MetricDataResults": results, "Messages": [], **following})


def _write_token(position: Position) -> str:
    return urlsafe_b64encode(json.dumps([position.query, position.point]).encode()).decode()


def _read_token(token: str) -> Position:
    try:
        query, point = json.loads(urlsafe_b64decode(token.encode()))
        return Position(int(query), int(point))
    except (ValueError, TypeError) as error:
        raise ServiceError("InvalidNextToken", "The next token specified is invalid.") from error
