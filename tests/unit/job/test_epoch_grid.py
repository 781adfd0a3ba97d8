"""Interval slots lie on a grid that nothing moves."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from application.job.epoch_grid import EPOCH, next_slot

times = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))  # noqa: DTZ001
intervals = st.one_of(st.integers(1, 100_000), st.sampled_from([0.001, 0.2, 0.25, 1.5]))
names = st.text(min_size=1, max_size=20)


@given(now=times, interval_seconds=intervals, name=names)
def test_next_slot_lies_within_one_interval_after_now(now: datetime, interval_seconds: float, name: str) -> None:
    """A slot is strictly later than the present, and at most one interval later."""
    assert timedelta(0) < next_slot(now, interval_seconds, name) - now <= timedelta(seconds=interval_seconds)


@given(now=times, interval_seconds=intervals, name=names)
def test_slots_are_one_interval_apart(now: datetime, interval_seconds: float, name: str) -> None:
    """The slot after a slot is exactly one interval later."""
    slot = next_slot(now, interval_seconds, name)
    assert next_slot(slot, interval_seconds, name) - slot == timedelta(seconds=interval_seconds)


@given(now=times, interval_seconds=intervals, name=names, share=st.floats(0, 0.999))
def test_slot_stays_when_asked_for_again(now: datetime, interval_seconds: float, name: str, share: float) -> None:
    """A restart at any time before a slot leaves the slot where it was."""
    slot = next_slot(now, interval_seconds, name)
    restarted = slot - (slot - now) * (1 - share)
    assert restarted == slot or next_slot(restarted, interval_seconds, name) == slot


def test_slot_is_shifted_by_the_crc_of_the_name() -> None:
    """CRC-32 of "123456789" is 0xCBF43926 (the check value of CRC-32/ISO-HDLC), here modulo 300 seconds."""
    assert next_slot(EPOCH, 300, "123456789") == EPOCH + timedelta(seconds=0xCBF43926 % 300)


def test_slots_of_two_jobs_differ_when_their_names_do() -> None:
    """Jobs with one interval do not all start at the same moment."""
    assert next_slot(EPOCH, 300, "labs-refresh") != next_slot(EPOCH, 300, "worker-metrics-collection")
