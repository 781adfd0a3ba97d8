"""The services of jobs, one of each per app."""

from application.job.background_task_scheduler import BackgroundTaskScheduler
from application.job.job_health import JobHealth
from application.job.job_outcomes import JobOutcomes
from application.job.job_runner import JobRunner

SERVICES = (
    BackgroundTaskScheduler,
    JobHealth,
    JobOutcomes,
    JobRunner,
)

HEALTH_CHECKS = (JobHealth,)
