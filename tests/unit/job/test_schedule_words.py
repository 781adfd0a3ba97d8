"""Schedules in words, and those that cannot be kept."""

import pytest

from application.job.schedule_check import check_schedule
from application.job.schedule_words import cron_of_daily, cron_of_weekly, weekday_of
from domain.errors import InvalidValuesError
from domain.job.schedule import Schedule


def test_schedules_say_what_they_are() -> None:
    """In one line."""
    assert str(Schedule.every(300)) == "every 300 s"
    assert str(Schedule.daily(23, 59, "Europe/Paris")) == "59 23 * * * (Europe/Paris)"


def test_words_stand_for_cron_lines() -> None:
    """Of the day and of the week."""
    assert (cron_of_daily(" 7:05 "), cron_of_weekly("sunday 23:59")) == ("5 7 * * *", "59 23 * * SUN")


@pytest.mark.parametrize(("word", "number"), [("Monday", 0), ("mon", 0), ("0", 0), ("SUN", 6), ("6", 6)])
def test_days_have_names_and_numbers(word: str, number: int) -> None:
    """0 is Monday and 6 is Sunday."""
    assert weekday_of(word) == number


@pytest.mark.parametrize("words", ["24:00", "12", "", "12:60", "noon"])
def test_what_is_no_time_of_the_day_is_refused(words: str) -> None:
    """With a sentence."""
    with pytest.raises(ValueError, match="no time of the day"):
        cron_of_daily(words)


@pytest.mark.parametrize("word", ["7", "", "sund"])
def test_what_is_no_day_of_the_week_is_refused(word: str) -> None:
    """Also 7: it would be Sunday for some and a mistake for others."""
    with pytest.raises(ValueError, match="no day of the week"):
        weekday_of(word)


@pytest.mark.parametrize(
    "schedule", [Schedule.every(1), Schedule.every(366 * 24 * 3600, 3600), Schedule.weekly(6, 0, 0, "Asia/Kolkata")]
)
def test_schedules_that_can_be_kept_are_let_through(schedule: Schedule) -> None:
    """Nothing is raised."""
    check_schedule(schedule)


@pytest.mark.parametrize(
    ("schedule", "fields"),
    [
        (Schedule(), [""]),
        (Schedule(interval_seconds=5, cron="* * * * *"), [""]),
        (Schedule.every(0.5), ["/interval_seconds"]),
        (Schedule.every(1e9), ["/interval_seconds"]),
        (Schedule.every(float("nan")), ["/interval_seconds"]),
        (Schedule(cron="* * * *"), ["/cron"]),
        (Schedule(cron="* * * * * *"), ["/cron"]),
        (Schedule(cron="61 * * * *"), ["/cron"]),
        (Schedule(cron="0 0 * 2 MON#5,x"), ["/cron"]),
        (Schedule(cron="0 0 30 2 *"), ["/cron"]),
        (Schedule(cron="0 0 */31 * MON#2"), ["/cron"]),
        (Schedule.every(5, -1), ["/jitter_seconds"]),
        (Schedule.every(5, 3601), ["/jitter_seconds"]),
        (Schedule(cron="x", timezone="Mars/Base", jitter_seconds=-1), ["/timezone", "/cron", "/jitter_seconds"]),
    ],
)
def test_each_field_that_cannot_be_kept_is_named(schedule: Schedule, fields: list[str]) -> None:
    """With a sentence."""
    with pytest.raises(InvalidValuesError) as caught:
        check_schedule(schedule)
    assert [field for field, _ in caught.value.faults] == fields
    assert all(sentence for _, sentence in caught.value.faults)
