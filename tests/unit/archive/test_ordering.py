"""What may be said of a run of the archive."""

from datetime import date, timedelta

import pytest

from application.archive.archive_order import order_from
from application.archive.archive_params import ArchiveParams
from domain.archive.archive_days import ArchiveDays
from domain.archive.archive_kind import ArchiveFormat, ArchiveKind
from domain.errors import InvalidValuesError
from unit.archive.conftest import TODAY

YESTERDAY = TODAY - timedelta(days=1)
PLACES = ["main", "cold"]


def faults(params: ArchiveParams, places: list[str] | None = None) -> dict[str, str]:
    """What is wrong with them."""
    with pytest.raises(InvalidValuesError) as refused:
        order_from(params, TODAY, PLACES if places is None else places)
    return dict(refused.value.faults)


@pytest.mark.parametrize(
    ("params", "first", "last"),
    [
        (ArchiveParams(), YESTERDAY, YESTERDAY),
        (ArchiveParams(start_date="2026-05-03"), date(2026, 5, 3), date(2026, 5, 3)),
        (ArchiveParams(start_date="2026-05-03", end_date="2026-06-01"), date(2026, 5, 3), TODAY),
        (ArchiveParams(start_date="2025-06-01", end_date="2026-06-01"), date(2025, 6, 1), TODAY),
    ],
)
def test_means_days_when_all_or_a_part_of_them_is_said(params: ArchiveParams, first: date, last: date) -> None:
    """Only a start: that day. None: yesterday. 366 days are the most, and today the last."""
    assert order_from(params, TODAY, PLACES).days == ArchiveDays(first, last)


@pytest.mark.parametrize(
    ("params", "pointer", "sentence"),
    [
        (ArchiveParams(start_date="yesterday"), "/start_date", '"yesterday" is no day; give it like 2026-11-01'),
        (ArchiveParams(start_date="2026-05-03", end_date="2026-05-32"), "/end_date", '"2026-05-32" is no day'),
        (ArchiveParams(end_date="2026-05-03"), "/start_date", "give the first day as well"),
        (ArchiveParams(start_date="2026-05-03", end_date="2026-05-02"), "/end_date", "is before the first day"),
        (ArchiveParams(start_date="2025-05-31", end_date="2026-06-01"), "/end_date", "these are 367 days"),
        (ArchiveParams(start_date="2026-06-02"), "/start_date", "2026-06-02 is in the future"),
        (ArchiveParams(start_date="2026-05-03", end_date="2026-06-02"), "/end_date", "2026-06-02 is in the future"),
        (ArchiveParams(what=("labs",)), "/what", '"labs" is none of telemetry, events'),
        (ArchiveParams(format="csv"), "/format", '"csv" is none of parquet, ndjson, ndjson.gz'),
        (ArchiveParams(destination="moon"), "/destination", '"moon" is none; there is main, cold'),
    ],
)
def test_has_a_sentence_for_a_field_when_it_cannot_be_accepted(
    params: ArchiveParams, pointer: str, sentence: str
) -> None:
    """One for each."""
    found = faults(params)
    assert list(found) == [pointer]
    assert sentence in found[pointer]


def test_tells_of_all_fields_when_several_are_wrong() -> None:
    """Nobody has to ask three times."""
    wrong = ArchiveParams(start_date="a", end_date="b", what=("labs",), format="csv", destination="moon")
    assert list(faults(wrong)) == ["/start_date", "/end_date", "/what", "/format", "/destination"]


def test_names_the_setting_when_there_is_no_destination() -> None:
    """It is where one begins."""
    assert "CML_FLEET_ARCHIVE_DESTINATIONS" in faults(ArchiveParams(), [])["/destination"]


def test_takes_all_kinds_and_the_first_destination_when_nobody_says_which() -> None:
    """Each kind once, in the order in which they were said."""
    order = order_from(ArchiveParams(), TODAY, PLACES)
    assert (order.what, order.destination, order.format) == (tuple(ArchiveKind), "main", ArchiveFormat.PARQUET)
    said = order_from(ArchiveParams(what=("events", "telemetry", "events"), destination="cold"), TODAY, PLACES)
    assert (said.what, said.destination) == ((ArchiveKind.EVENTS, ArchiveKind.TELEMETRY), "cold")
