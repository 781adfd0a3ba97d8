"""Runs of a job that say why it does not run now."""

from datetime import timedelta

from application.job.job_facts import JobFacts
from application.job.job_reason import JobReason, at
from application.job.scheduler_dto import leads
from domain.job.job_execution import SUCCEEDED, Control, ExecutionState, JobExecution

WITHOUT_A_RUN = {ExecutionState.SKIPPED: "was left out", ExecutionState.MISSED: "was missed"}
LOOKED_AT_EACH = timedelta(seconds=1)
"""A process that has a place takes up a run that is due within this time."""
ASKED = {Control.NONE: "", Control.PAUSE: ", paused", Control.CANCEL: ", being cancelled"}


def it_runs(facts: JobFacts) -> JobReason | None:
    """It does."""
    if not facts.running:
        return None
    run = facts.running[0]
    sentence = f"it runs, since {at(run.started_at)}, in {run.holder}{ASKED[run.asked]}"
    return JobReason.of_run("running", sentence, run)


def it_waits(facts: JobFacts) -> JobReason | None:
    """A run could begin: what is missing is a process, or a place in one."""
    due = next((each for each in facts.waiting if each.due_at <= facts.now), None)
    if due is None:
        return None
    waits = f"its run waits since {at(due.due_at)}"
    if not leads(facts.lease):
        return JobReason.of_run("no_process", f"{waits}: no process with the role jobs is there", due)
    full = sorted(holder for holder, count in facts.holders.items() if count >= facts.places)
    if full and facts.now - due.due_at > LOOKED_AT_EACH:
        taken = f"all {facts.places} places are taken in {', '.join(full)}"
        return JobReason.of_run("no_place", f"{waits}: {taken}", due)
    return JobReason.of_run("waiting", f"{waits}: a process takes it up at its next look, within a second", due)


def it_goes_on_later(facts: JobFacts) -> JobReason | None:
    """A run began, and was asked for patience or failed at first."""
    held = next((each for each in facts.waiting if each.attempt), None)
    if held is None:
        return None
    if held.state is ExecutionState.RATE_LIMITED:
        return JobReason.of_run("rate_limited", f"it goes on at {at(held.due_at)}: {held.reason}", held)
    return JobReason.of_run("retrying", f"it is tried again at {at(held.due_at)}: {_failure(held)}", held)


def it_did_not_end_well(facts: JobFacts) -> JobReason | None:
    """The last slot was left out or missed, or its run failed."""
    last = facts.last
    if last is None or last.state in SUCCEEDED:
        return None
    return JobReason.of_run(str(last.state), f"{_end(last)}; the next is due at {at(facts.next_slot)}", last)


def _end(last: JobExecution) -> str:
    if last.state in WITHOUT_A_RUN:
        return f"its slot at {at(last.scheduled_for)} {WITHOUT_A_RUN[last.state]}: {last.reason}"
    if last.state is ExecutionState.CANCELLED:
        return f"its run for {at(last.scheduled_for)} was {last.reason}"
    return f"its run for {at(last.scheduled_for)} failed: {_failure(last)}"


def _failure(run: JobExecution) -> str:
    return run.error.message if run.error else run.reason
