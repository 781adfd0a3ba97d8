"""Small values: how long to wait, when something was, which ids are ids, what filters mean."""

from datetime import UTC, datetime
from typing import Any

import pytest

from integration.aws.aws_configuration import AwsConfiguration
from integration.aws.ec2_filters import literal, pattern
from integration.aws.instance_ids import well_formed
from integration.aws.retry_after import retry_after_seconds
from integration.aws.timestamps import utc_timestamp


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("17", 17), ("0", 0), ("1e9", 300), ("-1", 5), ("nan", 5), ("inf", 5), ("soon", 5), ("", 5)],
)
def test_waits_as_told_when_the_header_makes_sense(header: str, seconds: float) -> None:
    """Five seconds stand for what is missing or absurd, and nobody waits longer than five minutes."""
    assert retry_after_seconds({"ResponseMetadata": {"HTTPHeaders": {"retry-after": header}}}) == seconds


def test_waits_for_a_while_when_there_is_no_header() -> None:
    """A reply without headers is no reason to fail."""
    assert retry_after_seconds({}) == 5


@pytest.mark.parametrize(
    "value",
    [
        1780315200,
        1780315200.0,
        "2026-06-01T12:00:00Z",
        "2026-06-01T14:00:00.000+02:00",
        "Mon, 01 Jun 2026 12:00:00 GMT",
    ],
)
def test_reads_timestamps_when_aws_writes_them(value: Any) -> None:
    """All forms become the same aware UTC."""
    assert utc_timestamp(value) == datetime(2026, 6, 1, 12, tzinfo=UTC)
    assert utc_timestamp(value).tzinfo is UTC


def test_takes_a_timestamp_as_utc_when_it_has_no_zone() -> None:
    """AWS means UTC."""
    assert utc_timestamp("2026-06-01T12:00:00") == datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("value", ["soon", "", 1e99, -1, float("nan"), None, []])
def test_refuses_a_timestamp_when_it_is_none(value: Any) -> None:
    """What is no time is an error of the reply."""
    with pytest.raises((ValueError, TypeError)):
        utc_timestamp(value)


def test_keeps_ids_once_when_they_can_be_ids() -> None:
    """One malformed id would make EC2 refuse the whole call."""
    ids = [
        "i-0123456789abcdef0",
        "i-01234567",
        "i-0123456789abcdef0",
        "i-1",
        "i-0123456789ABCDEF0",
        "*",
        "",
        " i-01234567",
    ]
    assert well_formed(ids) == ["i-0123456789abcdef0", "i-01234567"]


def test_escapes_wildcards_when_they_are_meant_literally() -> None:
    """Amazon EC2 User Guide: a backslash makes the next character literal."""
    assert literal(r"a*b?c\d") == r"a\*b\?c\\d"
    assert pattern(r"a*b?c\d") == r"a*b?c\\d"


@pytest.mark.parametrize("period", [0, -300, 30, 90, 120, 299, 420])
def test_refuses_a_period_when_figures_would_be_wrong(period: int) -> None:
    """EC2 writes points every 60 or 300 s; periods between or across mix them."""
    with pytest.raises(ValueError, match="60 or a multiple of 300"):
        AwsConfiguration(cloudwatch_period_seconds=period)


@pytest.mark.parametrize("period", [60, 300, 900])
def test_takes_a_period_when_figures_can_be_read_with_it(period: int) -> None:
    """Sixty seconds, and multiples of 300."""
    assert AwsConfiguration(cloudwatch_period_seconds=period).cloudwatch_period_seconds == period
