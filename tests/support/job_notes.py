"""The table of the jobs as they are, and as it is committed: `make jobs` writes the one over the other."""

import inspect
from pathlib import Path

from application.job.job_declaration import JobDeclaration
from application.job.result_types import result_schema
from application.live.live_settings import LiveSettings
from application.registration import application_classes
from application.settings import Settings
from application.use_cases import use_cases_among

COMMITTED = Path(__file__).parents[2] / "notes" / "jobs.md"

HEAD = """# Jobs

Each is a class under `src/application` with `@backgroundjob`; what stands here is what they declare under the default
settings, and is written by `make jobs`. A person may change schedule, time zone, params and grace, and disable a job,
while the service runs.

- **Grace** is how late a run may begin: after it, its slot counts as missed, with a record and a reason.
- **Overlap** is what becomes of a run that is due while another run of the job goes on.
- **Attempts** are how often a run is begun that fails; pauses between them double.
- **Budget** is how many calls of AWS and of CML one run may make; what is left over is for the next run.
- A job is *off* where the settings do not ask for it.

| job | schedule | timeout | grace | overlap | attempts | budget | does |
|---|---|---|---|---|---|---|---|
"""
RESULTS = """
## What they answer with

The figures of a run are in its record, in the event `job.completed` and in its last line in the log. `GET
/api/jobs/{name}` has them as a JSON schema. A run of an earlier version is shown with the figures that it had.

| job | figure | what it counts |
|---|---|---|
"""


def current_notes() -> str:
    """Describe the jobs of this version under the default settings."""
    jobs = use_cases_among(application_classes()).jobs.jobs
    return HEAD + "".join(map(_row, jobs)) + RESULTS + "".join(map(_figures, jobs))


def _row(job: JobDeclaration) -> str:
    schedule = job.schedule(LiveSettings(Settings()).now)
    when = str(schedule) if schedule else "when it is triggered"
    at_start = ", and at start" if job.run_at_start else ""
    off = "" if job.is_enabled(Settings()) else " (off)"
    budget = [f"{calls} {of}" for of, calls in (("AWS", job.aws_call_budget), ("CML", job.cml_call_budget)) if calls]
    cells = (
        f"`{job.name}`",
        f"{when}{at_start}{off}",
        f"{job.timeout_seconds:g} s",
        f"{job.grace_seconds(schedule):g} s",
        str(job.overlap).replace("_", " "),
        str(job.max_attempts),
        ", ".join(budget) or "none",
        (inspect.getdoc(job.job_class) or "").partition("\n\n")[0].replace("\n", " "),
    )
    return f"| {' | '.join(cells)} |\n"


def _figures(job: JobDeclaration) -> str:
    fields = result_schema(job.job_class.result_type()).get("properties", {})
    return "".join(f"| `{job.name}` | `{name}` | {field['description']} |\n" for name, field in fields.items())


if __name__ == "__main__":
    COMMITTED.write_text(current_notes())
