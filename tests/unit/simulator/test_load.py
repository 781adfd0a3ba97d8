"""The load curves."""

from statistics import fmean

from hypothesis import given
from hypothesis import strategies as st

from simulator.fleet.load import SECONDS_PER_DAY, cpu_percent, network_in_bytes, network_out_bytes

SEEDS = st.integers(0, 2**64 - 1)
MINUTES = st.integers(0, 10**8).map(lambda minute: minute * 60)
MIDNIGHT = 20_600 * SECONDS_PER_DAY


@given(SEEDS, MINUTES)
def test_stays_in_bounds_when_any_minute_is_asked(seed: int, second: int) -> None:
    """CPU is a percentage and traffic is never negative."""
    assert 0 <= cpu_percent(seed, second) <= 100
    assert network_in_bytes(seed, second) >= 0
    assert network_out_bytes(seed, second) >= 0


@given(SEEDS, MINUTES, st.integers(0, 59))
def test_has_one_noise_for_a_minute_when_asked_within_it(seed: int, second: int, offset: int) -> None:
    """Within a minute only the slow day curve moves, by far less than a tenth of a percent."""
    assert abs(cpu_percent(seed, second) - cpu_percent(seed, second + offset)) < 0.1


@given(SEEDS)
def test_is_busier_when_it_is_day(seed: int) -> None:
    """The early afternoon, UTC, is busier than the small hours."""
    day, night = (
        fmean(cpu_percent(seed, MIDNIGHT + hour * 3600 + minute * 60) for minute in range(60)) for hour in (15, 3)
    )
    assert day > night
