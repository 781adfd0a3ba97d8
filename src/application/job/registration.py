"""The services of jobs, one of each per app."""

from application.job.counted_slots import CountedSlots
from application.job.execution_claims import ExecutionClaims
from application.job.execution_refusals import ExecutionRefusals
from application.job.execution_runs import ExecutionRuns
from application.job.job_announcements import JobAnnouncements
from application.job.job_clock import JobClock
from application.job.job_health import JobHealth
from application.job.job_outcomes import JobOutcomes
from application.job.job_plan import JobPlans
from application.job.job_queue import JobQueue
from application.job.job_runner import JobRunner
from application.job.job_standings import JobStandings
from application.job.process_name import ProcessName
from application.job.slot_keeper import SlotKeeper

SERVICES = (
    CountedSlots,
    ExecutionClaims,
    ExecutionRefusals,
    ExecutionRuns,
    JobAnnouncements,
    JobClock,
    JobHealth,
    JobOutcomes,
    JobPlans,
    JobQueue,
    JobRunner,
    JobStandings,
    ProcessName,
    SlotKeeper,
)

HOSTED = (JobRunner, JobClock)

HEALTH_CHECKS = (JobHealth,)
