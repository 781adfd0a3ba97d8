"""The history of a worker's figures, as lines."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from cli.connection.api_client import ApiClient
from cli.output import streams
from cli.output.columns import Column, Record, View, field, value_at
from cli.output.figures import byte_rate, moment, percent
from cli.output.formats import OutputFormat, show_records
from cli.output.sparkline import Point, sparkline

UNITS: dict[str, Callable[[Any], str]] = {"_percent": percent, "_bytes_per_second": byte_rate}
STATISTICS = ("min", "avg", "max")


def show_history(client: ApiClient, path: str, time: str) -> None:
    """Read the last `time`, such as 6h, of the worker at `path`, and draw each figure. Raises CliError."""
    history = client.get(f"{path}/telemetry", {"range": time})
    statistics = (Column(name.upper(), field("", name).read, numeric=True) for name in STATISTICS)
    view = View((field(f"LAST {time}", "figure"), field("", "line"), *statistics), plural="figures")
    streams.write("\n")
    show_records(list(_rows(history)), view, OutputFormat.TABLE)


def _rows(history: Record) -> Iterator[Record]:
    start, end = moment(history.get("start")), moment(history.get("end"))
    for name, figure in (value_at(history, "figures") or {}).items():
        label, written = _unit(name)
        line = sparkline(_points(figure), start, end) if start and end else ""
        yield {"figure": label, "line": line, **{each: written(value_at(figure, each)) for each in STATISTICS}}


def _points(figure: Any) -> list[Point]:
    return list(_sound_points(value_at(figure, "points") or ()))


def _sound_points(points: Any) -> Iterator[tuple[datetime, float]]:
    for point in points:
        at, value = moment(value_at(point, "at")), value_at(point, "avg")
        if at is not None and isinstance(value, int | float):
            yield at, value


def _unit(name: str) -> tuple[str, Callable[[Any], str]]:
    for suffix, written in UNITS.items():
        if name.endswith(suffix):
            return _label(name.removesuffix(suffix)), written
    return _label(name), _number


def _label(stem: str) -> str:
    return stem.replace("network", "net").replace("_", " ").upper()


def _number(value: Any) -> str:
    return f"{value:g}" if isinstance(value, int | float) else ""
