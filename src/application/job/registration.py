"""The services of jobs, one of each per app."""

from application.job.counted_slots import CountedSlots
from application.job.execution_cancelling import ExecutionCancelling
from application.job.execution_claims import ExecutionClaims
from application.job.execution_ends import ExecutionEnds
from application.job.execution_refusals import ExecutionRefusals
from application.job.job_announcements import JobAnnouncements
from application.job.job_changes import JobChanges
from application.job.job_clock import JobClock
from application.job.job_facts import JobFactsReader
from application.job.job_health import JobHealth
from application.job.job_plan import JobPlans
from application.job.job_queue import JobQueue
from application.job.job_runner import JobRunner
from application.job.job_shown import JobShown
from application.job.job_standings import JobStandings
from application.job.job_steering import JobSteering
from application.job.job_totals import JobTotals
from application.job.job_triggers import JobTriggers
from application.job.log_followers import LogFollowers
from application.job.log_tail import LogTail
from application.job.run_attempts import RunAttempts
from application.job.run_figures import RunFigures
from application.job.scheduler_state import SchedulerState
from application.job.slot_keeper import SlotKeeper

SERVICES = (
    CountedSlots,
    ExecutionCancelling,
    ExecutionClaims,
    ExecutionEnds,
    ExecutionRefusals,
    JobAnnouncements,
    JobChanges,
    JobClock,
    JobFactsReader,
    JobHealth,
    JobPlans,
    JobQueue,
    JobRunner,
    JobShown,
    JobStandings,
    JobSteering,
    JobTotals,
    JobTriggers,
    LogFollowers,
    LogTail,
    RunAttempts,
    RunFigures,
    SchedulerState,
    SlotKeeper,
)

HOSTED = (JobAnnouncements,)

HOSTED_FOR_JOBS = (JobRunner, JobClock)

HEALTH_CHECKS = (JobHealth,)
