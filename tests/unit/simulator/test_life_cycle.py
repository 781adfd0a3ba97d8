"""The dated states of an instance."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from simulator.fleet.instance_state import InstanceState
from simulator.fleet.life_cycle import REMEMBERED_ENTRIES, Delays, Entry, LifeCycle

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
DELAYS = Delays(pending_seconds=5, stopping_seconds=8, shutting_down_seconds=4)


def running() -> LifeCycle:
    """An instance that has run since noon."""
    return LifeCycle([Entry(NOON, InstanceState.RUNNING)])


def after(seconds: float) -> datetime:
    """Count seconds from noon."""
    return NOON + timedelta(seconds=seconds)


def test_remembers_when_it_ran_when_stopped_and_started() -> None:
    """The running spans leave out the time in between."""
    life = running()
    life.stop(after(60), DELAYS)
    life.start(after(120), DELAYS)
    noon = int(NOON.timestamp())
    (first, second) = life.running_spans()
    assert first == (noon, noon + 60)
    assert second[0] == noon + 125


def test_forgets_what_was_to_come_when_terminated_halfway() -> None:
    """Ending an instance that is about to run means it never runs."""
    life = running()
    life.stop(after(0), DELAYS)
    life.start(after(10), DELAYS)
    life.terminate(after(12), DELAYS)
    assert life.state_at(after(15)) is InstanceState.SHUTTING_DOWN
    assert life.state_at(after(16)) is InstanceState.TERMINATED


def test_says_its_first_state_when_the_clock_is_before_it() -> None:
    """A clock set before the launch is answered with the state at the launch."""
    assert running().state_at(NOON - timedelta(days=1)) is InstanceState.RUNNING


@given(st.lists(st.tuples(st.sampled_from(["start", "stop"]), st.integers(0, 20)), max_size=120))
def test_keeps_a_bounded_and_ordered_memory_when_anything_happens(steps: list[tuple[str, int]]) -> None:
    """Whatever is asked and when, entries stay in order of time and few."""
    life, now = running(), NOON
    for verb, seconds in steps:
        now += timedelta(seconds=seconds)
        getattr(life, verb)(now, DELAYS)
    assert len(life.entries) <= REMEMBERED_ENTRIES
    assert [entry.at for entry in life.entries] == sorted(entry.at for entry in life.entries)
