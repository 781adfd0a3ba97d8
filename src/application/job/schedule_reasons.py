"""What of a job's schedule says why it does not run now."""

from typing import Any

from application.job.job_facts import JobFacts
from application.job.job_reason import JobReason, at
from application.job.scheduler_dto import leads


def it_is_disabled(facts: JobFacts) -> JobReason | None:
    """By somebody, by the settings, or by its code."""
    if facts.plan.enabled:
        return None
    if facts.plan.configuration.enabled is None:
        place = "the settings" if callable(facts.plan.job.enabled) else "its code"
        return JobReason(code="off", sentence=f"it is off in {place}", kind="schedule", record=_schedule(facts))
    changed = facts.plan.configuration
    sentence = f"{changed.switched_by} disabled it at {at(changed.switched_at)}"
    return JobReason(code="disabled", sentence=sentence, kind="configuration", record=_configuration(facts))


def it_has_no_schedule(facts: JobFacts) -> JobReason | None:
    """It runs only when it is triggered."""
    if facts.plan.schedule is not None:
        return None
    if facts.waiting:
        asked = facts.waiting[0]
        sentence = f"it has no schedule; its next run was asked for at {at(asked.due_at)}"
        return JobReason.of_run("not_due", sentence, asked)
    sentence = "it has no schedule: it runs only when it is triggered"
    return JobReason(code="no_schedule", sentence=sentence, kind="schedule", record=_schedule(facts))


def nobody_keeps_schedules(facts: JobFacts) -> JobReason | None:
    """No process leads."""
    lease = facts.lease
    if leads(lease):
        return None
    since = f"since {at(lease.ends_at)}" if lease else "and none ever did"
    record = {"holder": lease.holder, "term": lease.term, "ends_at": at(lease.ends_at)} if lease else {}
    sentence = f"no process with the role jobs keeps the schedules, {since}"
    return JobReason(code="no_leader", sentence=sentence, kind="lease", record=record)


def it_is_not_due(facts: JobFacts) -> JobReason:
    """All is well."""
    sentence = f"it is not due yet: its next slot is at {at(facts.next_slot)}"
    if facts.last is None:
        first = f"{sentence}; none was due since {at(facts.plan.configuration.counted_from)}"
        return JobReason(code="not_due", sentence=first, kind="schedule", record=_schedule(facts))
    ended = f"the run before ended well at {at(facts.last.finished_at)}"
    return JobReason.of_run("not_due", f"{sentence}; {ended}", facts.last)


def _configuration(facts: JobFacts) -> dict[str, Any]:
    changed = facts.plan.configuration
    return {
        "enabled": changed.enabled,
        "switched_at": at(changed.switched_at),
        "switched_by": changed.switched_by,
        "version": changed.version,
    }


def _schedule(facts: JobFacts) -> dict[str, Any]:
    plan = facts.plan
    return {
        "enabled": plan.enabled,
        "schedule": str(plan.schedule) if plan.schedule else None,
        "counted_from": at(plan.configuration.counted_from),
        "next_slot": at(facts.next_slot) if facts.next_slot else None,
    }
