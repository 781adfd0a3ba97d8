"""What is counted and warned of in a run, and what is masked."""

import asyncio

import pytest

from application.job.run_warnings import RunWarnings
from application.run_counters import RunCounters, counting, run_counters
from application.secret_mask import mask_secrets
from domain.job.job_execution import ExecutionCounters, ExecutionState, ExecutionWarning


async def test_counters_are_those_of_the_run_in_all_its_tasks() -> None:
    """Runs at once do not count each other's calls; outside of runs nobody counts."""

    async def call(counters: RunCounters, times: int) -> None:
        with counting(counters):
            for _ in range(times):
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(once())

    async def once() -> None:
        await asyncio.sleep(0)
        run_counters().aws_calls += 1

    one, two = RunCounters(), RunCounters()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(call(one, 3))
        tasks.create_task(call(two, 5))
    run_counters().aws_calls += 1
    assert (one.aws_calls, two.aws_calls, run_counters().aws_calls) == (3, 5, 0)


def test_commits_widen_the_range_of_sequences() -> None:
    """From the first event to the last."""
    counters = RunCounters()
    counters.committed(2, 3, 10, 12)
    counters.committed(1, 1, 20, 20)
    assert counters.record() == ExecutionCounters(db_writes=3, events=4, first_sequence=10, last_sequence=20)


def test_counters_of_attempts_add_up() -> None:
    """The range is from the first attempt's first event to the last one's last."""
    first = ExecutionCounters(aws_calls=1, cml_calls=2, db_writes=3, events=4, first_sequence=5, last_sequence=6)
    later = ExecutionCounters(aws_calls=1, events=1, first_sequence=9, last_sequence=9)
    both = ExecutionCounters(aws_calls=2, cml_calls=2, db_writes=3, events=5, first_sequence=5, last_sequence=9)
    assert first + later == both
    assert ExecutionCounters() + later == later
    assert first + ExecutionCounters() == first


def test_fifty_items_of_a_warning_are_named_and_all_are_counted() -> None:
    """Of fifty messages; what an attempt before warned of is gone on with."""
    warnings = RunWarnings([ExecutionWarning(message="before", items=("a",), count=7)])
    warnings.add("not saved", [f"w-{number}" for number in range(30)])
    warnings.add("not saved", [f"v-{number}" for number in range(30)])
    warnings.add("before", ["b"])
    before, saved = warnings.records()
    assert (before.items, before.count) == (("a", "b"), 8)
    assert (len(saved.items), saved.items[-1], saved.count) == (50, "v-19", 60)
    for number in range(60):
        warnings.add(f"other {number}")
    *kept, rest = warnings.records()
    assert (len(kept), rest.message, rest.count) == (50, "and other warnings", 12)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("password=hunter2 next", "password=*** next"),
        ('{"api_key": "abc"}', '{"api_key": "***"}'),
        ("Authorization: Bearer abcdefgh", "Authorization: Bearer ***"),
        ("used Basic dXNlcjpwYXNz here", "used Basic *** here"),
        ("mongodb://fleet:right@db/x", "mongodb://fleet:***@db/x"),
        ("key cmlf_abc-DEF", "key ***"),
        ("AKIAIOSFODNN7EXAMPLE", "***"),
        ("eyJhbGciOiJIUzI1.eyJzdWIiOiIxMjM0.abc", "***"),
        ("42 tokens are left", "42 tokens are left"),
    ],
)
def test_secrets_are_masked_by_their_names_and_forms(text: str, masked: str) -> None:
    """What is told to people holds none."""
    assert mask_secrets(text) == masked


def test_states_are_final_or_not() -> None:
    """Three are not."""
    assert [state for state in ExecutionState if not state.is_final] == ["pending", "running", "rate_limited"]
