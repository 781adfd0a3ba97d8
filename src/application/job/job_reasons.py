"""Why a job does not run now: the first reason that holds."""

from collections.abc import Callable

from application.job.job_facts import JobFacts
from application.job.job_reason import JobReason
from application.job.run_reasons import it_did_not_end_well, it_goes_on_later, it_runs, it_waits
from application.job.schedule_reasons import (
    it_has_no_schedule,
    it_is_disabled,
    it_is_not_due,
    nobody_keeps_schedules,
)

LOOKS: tuple[Callable[[JobFacts], JobReason | None], ...] = (
    it_runs,
    it_waits,
    it_goes_on_later,
    it_is_disabled,
    it_has_no_schedule,
    nobody_keeps_schedules,
    it_did_not_end_well,
)


def reason_of(facts: JobFacts) -> JobReason:
    """Return it; where all is well the job is not due."""
    return next((reason for look in LOOKS if (reason := look(facts))), None) or it_is_not_due(facts)
