"""RunAttempts: makes the attempts of this process."""

from neuroglia.dependency_injection.service_provider import ServiceProviderBase
from opentelemetry.trace import Tracer

from application.clock import Clock
from application.job.execution_claims import Claim
from application.job.execution_record import ExecutionRecord
from application.job.job_announcements import JobAnnouncements
from application.job.run_attempt import RunAttempt
from application.job.run_figures import RunFigures
from application.ports.job_executions import JobExecutions
from application.ports.job_logs import JobLogs
from domain.job.job_configuration import JobConfigurations


class RunAttempts:
    """Has what each of them needs."""

    def __init__(
        self,
        services: ServiceProviderBase,
        executions: JobExecutions,
        configurations: JobConfigurations,
        logs: JobLogs,
        announcements: JobAnnouncements,
        figures: RunFigures,
        tracer: Tracer,
        clock: Clock,
    ) -> None:
        self._services = services
        self._executions = executions
        self._configurations = configurations
        self._logs = logs
        self._announcements = announcements
        self._figures = figures
        self._tracer = tracer
        self._clock = clock

    def new(self, claim: Claim) -> RunAttempt:
        """Make the attempt at what was claimed."""
        record = ExecutionRecord(
            claim, self._executions, self._configurations, self._logs, self._announcements, self._clock
        )
        return RunAttempt(claim, record, self._services, self._figures, self._tracer, self._clock)
