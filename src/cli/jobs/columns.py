"""How jobs and their runs are shown."""

from typing import Any

from cli.output.columns import Column, Record, View, field, text_at, value_at
from cli.output.figures import age, age_of, moment

STATE = field("STATE", "state")


def _schedule(job: Record) -> str:
    text = text_at(job, "schedule", "text") or "when triggered"
    changed = " (changed)" if text_at(job, "schedule_source") == "override" else ""
    return text + changed


def _health(job: Record) -> str:
    if not value_at(job, "enabled"):
        return "off"
    if value_at(job, "overdue"):
        return "overdue"
    return f"failing ({value_at(job, 'failing')})" if value_at(job, "failing") else "ok"


def _seconds(*path: str) -> Any:
    def read(record: Record) -> str:
        value = value_at(record, *path)
        return f"{value:.1f} s" if isinstance(value, int | float) else ""

    return read


def local_time(value: Any) -> str:
    """Return an RFC 3339 time as the clock here shows it, nothing when it is none."""
    then = moment(value)
    return then.astimezone().strftime("%Y-%m-%d %H:%M:%S") if then else ""


def _at(heading: str, *path: str, spare: int = 0) -> Column:
    return Column(heading, lambda record: local_time(value_at(record, *path)), spare=spare)


def _progress(run: Record) -> str:
    done, total = value_at(run, "progress", "done"), value_at(run, "progress", "total")
    return f"{done}/{total}" if total else ""


def _why(run: Record) -> str:
    warnings = [text_at(warning, "message") for warning in value_at(run, "warnings") or ()]
    return text_at(run, "error", "message") or text_at(run, "reason") or "; ".join(warnings)


def _runs_to_come(job: Record) -> str:
    runs = value_at(job, "next_runs") or ()
    return "; ".join(f"{text_at(run, 'local')}{_noted(run)}" for run in runs)


def _noted(run: Record) -> str:
    return f" ({text_at(run, 'note')})" if text_at(run, "note") else ""


def _params(job: Record) -> str:
    params = value_at(job, "params") or ()
    return "; ".join(f"{text_at(param, 'name')}: {text_at(param, 'takes')}" for param in params)


def _overrides(job: Record) -> str:
    changes: Record = value_at(job, "overrides") or {}
    named = {"enabled": changes.get("enabled"), "schedule": text_at(changes, "schedule", "text") or None}
    named |= {"params": changes.get("params") or None, "grace": changes.get("misfire_grace_seconds")}
    return "; ".join(f"{name}: {value}" for name, value in named.items() if value is not None)


def _counts(day: Record) -> str:
    counts: Record = value_at(day, "counts") or {}
    return ", ".join(f"{count} {state}" for state, count in counts.items())


LIST = View(
    (
        field("NAME", "name"),
        Column("HEALTH", _health),
        Column("SCHEDULE", _schedule),
        _at("NEXT RUN", "next_run_at"),
        field("LAST", "last_state"),
        Column("AGO", lambda job: age_of(text_at(job, "last_run_at")), numeric=True),
        Column("TOOK", _seconds("last_duration_seconds"), numeric=True, spare=1),
        Column("WHAT IT DOES", lambda job: text_at(job, "description"), spare=2),
    ),
    plural="jobs",
    name_field="name",
)
DETAILS = View(
    (
        *LIST.columns,
        Column("NEXT RUNS", _runs_to_come),
        Column("CHANGED", _overrides),
        field("CHANGED BY", "overrides", "changed_by"),
        Column("PARAMS", _params),
        field("STEERED BY", "steered_by"),
        Column("GRACE", _seconds("grace_seconds")),
        Column("TIMEOUT", _seconds("timeout_seconds")),
        field("OVERLAP", "overlap"),
        Column("WAITING", lambda job: ", ".join(text_at(run, "id") for run in value_at(job, "waiting") or ())),
        field("VERSION", "version"),
    ),
    plural="jobs",
    name_field="name",
)
EXECUTIONS = View(
    (
        field("ID", "id"),
        STATE,
        _at("SLOT", "scheduled_for"),
        Column("TOOK", _seconds("duration_seconds"), numeric=True),
        field("BY", "triggered_by"),
        field("OWNER", "owner", spare=2),
        Column("DONE", _progress, spare=1),
        Column("WHY", _why, wraps=True),
    ),
    plural="runs",
)
EXECUTION = View(
    (
        *EXECUTIONS.columns,
        _at("STARTED", "started_at"),
        _at("FINISHED", "finished_at"),
        field("ATTEMPT", "attempt"),
        field("PROCESS", "holder"),
        field("PARAMS", "params"),
        field("RESULT", "result"),
        field("RETRY OF", "retry_of"),
    ),
    plural="runs",
)
HEALTH = View(
    (
        field("NAME", "name"),
        field("HEALTH", "health"),
        field("LAST", "last_state"),
        Column("SUCCESS", lambda job: age_of(text_at(job, "last_success_at")), numeric=True),
        field("FAILING", "failing"),
        _at("DUE BY", "due_by"),
        Column("TOOK", _seconds("last_duration_seconds"), numeric=True),
        Column("TIMEOUT", _seconds("timeout_seconds"), numeric=True),
    ),
    plural="jobs",
    name_field="name",
)
OVERVIEW = View(
    (
        field("NAME", "name"),
        Column("LAST 24 H", _counts),
        Column("AVERAGE", _seconds("average_seconds"), numeric=True),
        Column("LAST", _seconds("last_duration_seconds"), numeric=True),
        _at("NEXT RUN", "next_run_at"),
    ),
    plural="jobs",
    name_field="name",
)
SCHEDULER = View(
    (
        Column("LEADER", lambda found: text_at(found, "leader") if value_at(found, "leads") else "none"),
        field("TERM", "term"),
        Column("LEASE", lambda found: age(float(value_at(found, "seconds_left") or 0))),
        field("ANSWERS", "process"),
        Column("ROLES", lambda found: ", ".join(value_at(found, "roles") or ())),
    ),
    plural="schedulers",
    name_field="leader",
)
OUTCOMES = View(
    (field("NAME", "job"), Column("OUTCOME", lambda each: text_at(each, "message") or "done")), "jobs", "job"
)
WHY = View((field("WHY", "sentence", wraps=True),), plural="reasons", name_field="code")
