"""Windows, queries and figures of CloudWatch."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from integration.aws.aws_configuration import AwsConfiguration
from integration.aws.cloudwatch_figures import figure_of, figures_of, reading_of
from integration.aws.cloudwatch_queries import CPU, NETWORK_IN, batches_of, parameters_of, queries_of
from integration.aws.cloudwatch_replies import Point
from integration.aws.cloudwatch_window import CloudWatchWindow

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
WINDOW = CloudWatchWindow(start=NOON - timedelta(minutes=20), end=NOON, period_seconds=300)
BY_MINUTE = CloudWatchWindow(start=NOON - timedelta(minutes=20), end=NOON, period_seconds=60)


def minutes_ago(minutes: float, value: float) -> Point:
    """Make the point of a period that began then."""
    return Point(NOON - timedelta(minutes=minutes), value)


@pytest.mark.parametrize(
    ("period", "settle", "now", "end"),
    [
        (300, 0, "12:04:59", "12:00"),
        (300, 0, "12:05:00", "12:05"),
        (300, 120, "12:06:59", "12:00"),
        (300, 120, "12:07:00", "12:05"),
        (60, 120, "12:04:59", "12:04"),
        (900, 0, "12:14:00", "12:00"),
    ],
)
def test_ends_before_the_period_that_is_not_over_when_asked(period: int, settle: int, now: str, end: str) -> None:
    """Start and end lie on multiples of the period; one that is over may have to settle first."""
    configuration = AwsConfiguration(cloudwatch_period_seconds=period, cloudwatch_settle_seconds=settle)
    window = CloudWatchWindow.before(datetime.fromisoformat(f"2026-06-01T{now}+00:00"), configuration)
    assert window.end == datetime.fromisoformat(f"2026-06-01T{end}+00:00")
    assert window.start.timestamp() % period == 0
    assert window.periods == (window.end - window.start) / timedelta(seconds=period)


@pytest.mark.parametrize(("period", "minutes"), [(60, 20), (300, 20), (900, 45)])
def test_looks_back_far_enough_when_points_come_late(period: int, minutes: int) -> None:
    """Twenty minutes, and three periods at least."""
    window = CloudWatchWindow.before(NOON, AwsConfiguration(cloudwatch_period_seconds=period))
    assert window.end - window.start == timedelta(minutes=minutes)


def test_fills_calls_with_queries_when_there_are_many() -> None:
    """Each call takes 500 queries, each with an id of its own that CloudWatch accepts."""
    batches = list(batches_of(f"i-{number}" for number in range(400)))
    ids = [query.query_id for batch in batches for query in batch]
    assert [len(batch) for batch in batches] == [500, 500, 200]
    assert len(set(ids)) == 1200
    assert all(re.fullmatch(r"[a-z][a-zA-Z0-9_]*", each) for each in ids)


def test_leaves_room_for_all_points_when_asking() -> None:
    """All points fit on one page, as far as CloudWatch allows."""
    batch = next(batches_of(f"i-{number}" for number in range(400)))
    assert parameters_of(batch, WINDOW)["MaxDatapoints"] == 2000
    long = CloudWatchWindow(start=NOON - timedelta(days=1), end=NOON, period_seconds=60)
    assert parameters_of(batch, long)["MaxDatapoints"] == 100_800


def test_takes_the_newest_point_when_they_come_in_any_order() -> None:
    """Order and doubles do not matter."""
    points = [minutes_ago(10, 2), minutes_ago(5, 3), minutes_ago(15, 1), minutes_ago(5, 3)]
    assert figure_of(CPU, points, WINDOW) == minutes_ago(5, 3)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -0.1, 100.6, 1e300])
def test_passes_over_a_point_when_it_is_absurd(value: float) -> None:
    """The newest sound point counts; without one there is no figure."""
    assert figure_of(CPU, [minutes_ago(5, value), minutes_ago(10, 7)], WINDOW) == minutes_ago(10, 7)
    assert figure_of(CPU, [minutes_ago(5, value)], WINDOW) is None


def test_cuts_cpu_at_a_hundred_when_it_is_a_little_more() -> None:
    """Averages exceed 100 by rounding."""
    assert figure_of(CPU, [minutes_ago(5, 100.2)], WINDOW) == minutes_ago(5, 100)


@pytest.mark.parametrize("minutes", [4, 0, -5, 25])
def test_passes_over_a_point_when_its_period_is_not_one_of_the_window(minutes: float) -> None:
    """A period that is not over has too small a sum."""
    assert figure_of(NETWORK_IN, [minutes_ago(minutes, 5)], WINDOW) is None


def test_divides_by_the_period_when_a_sum_covers_it() -> None:
    """Bytes per second, averaged over the period."""
    assert figure_of(NETWORK_IN, [minutes_ago(5, 600)], WINDOW) == minutes_ago(5, 2)


def test_divides_by_300_s_when_points_are_that_far_apart() -> None:
    """With basic monitoring a point read by the minute covers five."""
    assert figure_of(NETWORK_IN, [minutes_ago(11, 1), minutes_ago(6, 600)], BY_MINUTE) == minutes_ago(6, 2)


def test_divides_by_60_s_when_points_are_close() -> None:
    """With detailed monitoring a point covers a minute, though some are missing."""
    points = [minutes_ago(9, 1), minutes_ago(8, 1), minutes_ago(2, 600)]
    assert figure_of(NETWORK_IN, points, BY_MINUTE) == minutes_ago(2, 10)


def test_knows_no_rate_when_a_single_point_leaves_its_length_open() -> None:
    """A sum over one or five minutes: five times too much is worse than nothing yet."""
    assert figure_of(NETWORK_IN, [minutes_ago(2, 600)], BY_MINUTE) is None
    assert figure_of(NETWORK_IN, [minutes_ago(2, 600), minutes_ago(2, 601)], BY_MINUTE) is None
    assert figure_of(CPU, [minutes_ago(2, 6)], BY_MINUTE) == minutes_ago(2, 6)


def test_reads_what_is_there_when_metrics_are_missing() -> None:
    """A reading is as new as its newest figure; an instance without figures has none."""
    series = {"cpu_percent_0": [minutes_ago(10, 4)], "network_in_bytes_per_second_0": [minutes_ago(5, 300)]}
    figures = figures_of(queries_of(["i-1", "i-2"]), series, WINDOW)
    assert figures.keys() == {"i-1"}
    reading = reading_of("i-1", figures["i-1"])
    assert (reading.cpu_percent, reading.network_in_bytes_per_second) == (4, 1)
    assert reading.network_out_bytes_per_second is None
    assert reading.taken_at == NOON - timedelta(minutes=5)
