"""Where the API has jobs and their runs."""

from urllib.parse import quote

JOBS = "/api/jobs"
EXECUTIONS = f"{JOBS}/executions"


def job_path(name: str, act: str = "") -> str:
    """Return the path of a job."""
    return f"{JOBS}/{quote(name, safe='')}{act}"


def execution_path(execution_id: str, act: str = "") -> str:
    """Return the path of a run."""
    return f"{EXECUTIONS}/{quote(execution_id, safe='')}{act}"
