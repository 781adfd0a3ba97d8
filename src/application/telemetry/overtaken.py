"""What jobs say of workers that could not be saved."""

from collections.abc import Collection

from application.job.job_run import JobRun

OVERTAKEN = "changed twice meanwhile and were not saved"


def warn_of_overtaken(run: JobRun, worker_ids: Collection[str]) -> None:
    """Name the workers that somebody else changed twice while they were read; nothing where there are none."""
    if worker_ids:
        run.warn(OVERTAKEN, *sorted(worker_ids))
