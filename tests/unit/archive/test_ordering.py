"""What may be said of a run of the archive."""

from datetime import date, timedelta
from typing import Any

import pytest

from application.archive.archive_order import ArchiveOrder, order_from
from application.archive.archive_params import ArchiveParams
from application.job.job_params import checked_params, described_params
from application.job.job_run import JobRun
from domain.archive.archive_days import ArchiveDays
from domain.archive.archive_kind import ArchiveFormat, ArchiveKind
from domain.errors import InvalidRequestError, InvalidValuesError
from fakes.fake_clock import NOON
from unit.archive.conftest import TODAY

YESTERDAY = TODAY - timedelta(days=1)
PLACES = ["main", "cold"]


def ordered(places: list[str] | None = None, **params: Any) -> ArchiveOrder:
    """Go the way of a trigger: checked, kept as JSON, read by the run."""
    kept = checked_params(ArchiveParams, params)
    run = JobRun(job="telemetry-archive", scheduled_for=NOON, started_at=NOON, params=kept)
    return order_from(run.params_as(ArchiveParams), TODAY, PLACES if places is None else places)


def faults(places: list[str] | None = None, **params: Any) -> dict[str, str]:
    """What is wrong with them."""
    with pytest.raises(InvalidValuesError) as refused:
        ordered(places, **params)
    return dict(refused.value.faults)


@pytest.mark.parametrize(
    ("params", "first", "last"),
    [
        ({}, YESTERDAY, YESTERDAY),
        ({"start_date": "2026-05-03"}, date(2026, 5, 3), date(2026, 5, 3)),
        ({"start_date": "2026-05-03", "end_date": "2026-06-01"}, date(2026, 5, 3), TODAY),
        ({"start_date": "2025-06-01", "end_date": "2026-06-01"}, date(2025, 6, 1), TODAY),
    ],
)
def test_means_days_when_all_or_a_part_of_them_is_said(params: dict[str, Any], first: date, last: date) -> None:
    """Only a start: that day. None: yesterday. 366 days are the most, and today the last."""
    assert ordered(**params).days == ArchiveDays(first, last)


@pytest.mark.parametrize(
    ("params", "pointer", "sentence"),
    [
        ({"start_date": "yesterday"}, "/params/start_date", "give a date like 2026-11-01, or null"),
        ({"start_date": "2026-06-02"}, "/params/start_date", "2026-06-02 is in the future"),
        ({"start_date": "2026-05-03", "end_date": "2026-06-02"}, "/params/end_date", "2026-06-02 is in the future"),
        ({"what": ["labs"]}, "/params/what", "give a list, in it one of telemetry, events"),
        ({"format": "csv"}, "/params/format", "give one of parquet, ndjson, ndjson.gz"),
        ({"destination": "moon"}, "/params/destination", '"moon" is none; there is main, cold'),
    ],
)
def test_has_a_sentence_for_a_param_when_it_cannot_be_accepted(
    params: dict[str, Any], pointer: str, sentence: str
) -> None:
    """One for each."""
    assert faults(**params) == {pointer: sentence}


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ({"end_date": "2026-05-03"}, "end_date needs a start_date"),
        ({"start_date": "2026-05-03", "end_date": "2026-05-02"}, "2026-05-02 is before the start_date 2026-05-03"),
        ({"start_date": "2025-05-31", "end_date": "2026-06-01"}, "these are 367 days; ask for 366"),
    ],
)
def test_has_a_sentence_when_days_make_no_sense_together(params: dict[str, Any], sentence: str) -> None:
    """Before a run is queued."""
    with pytest.raises(InvalidRequestError, match=sentence):
        ordered(**params)


def test_tells_of_all_params_when_several_are_wrong() -> None:
    """Nobody has to ask three times."""
    wrong = faults(start_date="a", end_date="b", what=["labs"], format="csv")
    assert list(wrong) == ["/params/start_date", "/params/end_date", "/params/what", "/params/format"]
    assert list(faults(start_date="2026-07-01", destination="moon")) == ["/params/start_date", "/params/destination"]


def test_names_the_setting_when_there_is_no_destination() -> None:
    """It is where one begins."""
    assert "CML_FLEET_ARCHIVE_DESTINATIONS" in faults([])["/params/destination"]


def test_takes_all_kinds_and_the_first_destination_when_nobody_says_which() -> None:
    """Each kind once, in the order in which they were said."""
    order = ordered()
    assert (order.what, order.destination, order.format) == (tuple(ArchiveKind), "main", ArchiveFormat.PARQUET)
    said = ordered(what=["events", "telemetry", "events"], destination="cold")
    assert (said.what, said.destination) == ((ArchiveKind.EVENTS, ArchiveKind.TELEMETRY), "cold")


def test_describes_what_may_be_said() -> None:
    """In words, for whoever triggers it."""
    assert {param.name for param in described_params(ArchiveParams)} >= {"start_date", "end_date", "prune"}
