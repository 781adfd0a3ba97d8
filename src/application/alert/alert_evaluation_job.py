"""alert-evaluation: the rules of alerts, looked at again and again."""

from application.alert.alert_evaluation import AlertEvaluation
from application.job.backgroundjob import backgroundjob
from application.job.job_run import JobResult, JobRun
from application.job.recurrent_background_job import RecurrentBackgroundJob


@backgroundjob(
    task_type="recurrent",
    interval=15,
    timeout_seconds=60,
    enabled=lambda settings: settings.worker_monitoring_enabled,
)
class AlertEvaluationJob(RecurrentBackgroundJob):
    """In every process: what is to last for a while is measured in the memory of each."""

    def __init__(self, evaluation: AlertEvaluation) -> None:
        self._evaluation = evaluation

    async def run_every(self, run: JobRun) -> JobResult:  # noqa: ARG002  # every slot looks at the present
        """Look once."""
        return JobResult(counts={"alerts_changed": await self._evaluation.evaluate_async()})
