"""What the command line says of jobs and their runs."""

import pytest

from cli.jobs.columns import DETAILS, LIST
from cli.jobs.job_words import BEGUN, STATES, state_words
from cli.jobs.run_columns import EXECUTION
from cli.output.columns import Record, View
from domain.job.job_execution import ExecutionState

RUN: Record = {
    "params": {"start_date": "2026-11-01", "end_date": None, "what": ["events"], "prune": False, "plan_id": ""},
    "dry_run": True,
    "lateness_seconds": 0.031,
    "counters": {"aws_calls": 0, "cml_calls": 1200, "events": 2, "first_sequence": 482, "last_sequence": 483},
    "warnings": [
        {"message": "labs could not be read (cml_booting)", "items": ["w-1: it starts", "w-2: it starts"], "count": 3},
        {"message": "the day is not over", "items": [], "count": 1},
    ],
}


def shown(view: View, heading: str, record: Record) -> str:
    """What stands under a heading."""
    return next(column.cell(record).text for column in view.columns if column.heading == heading)


def test_params_are_shown_as_they_are_typed() -> None:
    """Without those that say nothing, and so that they can be given again with --param."""
    assert shown(EXECUTION, "PARAMS", RUN) == 'start_date=2026-11-01 what=["events"] prune=false'
    assert shown(EXECUTION, "PARAMS", {}) == "-"


def test_a_run_tells_what_it_caused_and_whom_it_warns_of() -> None:
    """Nobody has to ask for JSON to see which worker it was."""
    assert shown(EXECUTION, "CAUSED", RUN) == "CML calls 1,200, events 2"
    assert shown(EXECUTION, "EVENTS", RUN) == "between 482 and 483 of the log"
    assert shown(EXECUTION, "DRY RUN", RUN) == "yes"
    assert shown(EXECUTION, "WARNINGS", RUN) == (
        "labs could not be read (cml_booting): w-1: it starts, w-2: it starts, and 1 more; the day is not over"
    )
    assert [shown(EXECUTION, heading, {}) for heading in ("CAUSED", "EVENTS", "WARNINGS")] == ["-"] * 3


@pytest.mark.parametrize(("seconds", "text"), [(0.0312, "31 ms"), (1.52, "1.5 s"), (21600.0, "21,600 s"), (None, "-")])
def test_times_are_shown_as_exactly_as_they_are_of_use(seconds: float | None, text: str) -> None:
    """A run of 31 ms did not take 0.0 s."""
    assert shown(LIST, "TOOK", {"last_duration_seconds": seconds}) == text


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"enabled": False, "schedule": {"text": "every 3 s"}}, "disabled; schedule: every 3 s"),
        ({"enabled": True, "params": {"what": ["events"]}}, 'enabled; params: what=["events"]'),
        ({"enabled": None, "misfire_grace_seconds": 33.0}, "grace: 33 s"),
        ({}, "-"),
    ],
)
def test_what_was_changed_of_a_job_is_told_in_words(changes: Record, text: str) -> None:
    """Not in those of a programming language."""
    assert shown(DETAILS, "CHANGED", {"overrides": changes}) == text


def test_the_command_line_knows_all_states_of_runs() -> None:
    """And which of them have a log: a run that waits for its source has, too."""
    assert set(STATES) == {state.value for state in ExecutionState}
    assert set(STATES) - set(BEGUN) == {"pending", "skipped", "missed"}
    assert state_words("comp") == ["completed", "completed_with_warnings"]
