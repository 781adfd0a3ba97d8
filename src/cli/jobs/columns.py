"""How jobs are shown."""

from cli.jobs.params import params_as_typed
from cli.jobs.time_columns import seconds_column, time_column
from cli.output.columns import Column, Record, View, field, text_at, value_at
from cli.output.figures import age, age_of


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


def _runs_to_come(job: Record) -> str:
    runs = value_at(job, "next_runs") or ()
    return "; ".join(f"{text_at(run, 'local')}{_noted(run)}" for run in runs)


def _noted(run: Record) -> str:
    return f" ({text_at(run, 'note')})" if text_at(run, "note") else ""


def _params(job: Record) -> str:
    params = value_at(job, "params") or ()
    return "; ".join(f"{text_at(param, 'name')}: {text_at(param, 'takes')}" for param in params)


def _figures(job: Record) -> str:
    fields: Record = value_at(job, "result_schema", "properties") or {}
    return "; ".join(f"{name.replace('_', ' ')}: {text_at(field, 'description')}" for name, field in fields.items())


def _overrides(job: Record) -> str:
    changes: Record = value_at(job, "overrides") or {}
    named = {"schedule": text_at(changes, "schedule", "text"), "params": params_as_typed(changes.get("params"))}
    enabled = changes.get("enabled")
    switched = "" if enabled is None else "enabled" if enabled else "disabled"
    grace = changes.get("misfire_grace_seconds")
    words = [switched, *(f"{name}: {value}" for name, value in named.items() if value)]
    return "; ".join(filter(None, [*words, "" if grace is None else f"grace: {grace:g} s"]))


def _counts(day: Record) -> str:
    counts: Record = value_at(day, "counts") or {}
    return ", ".join(f"{count} {state}" for state, count in counts.items())


LIST = View(
    (
        field("NAME", "name"),
        Column("HEALTH", _health),
        Column("SCHEDULE", _schedule, spare=1),
        time_column("NEXT RUN", "next_run_at"),
        field("LAST", "last_state"),
        Column("AGO", lambda job: age_of(text_at(job, "last_run_at")), numeric=True),
        seconds_column("TOOK", "last_duration_seconds", spare=1),
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
        Column("ANSWERS WITH", _figures, wraps=True),
        field("STEERED BY", "steered_by"),
        seconds_column("GRACE", "grace_seconds"),
        seconds_column("TIMEOUT", "timeout_seconds"),
        field("OVERLAP", "overlap"),
        Column("WAITING", lambda job: ", ".join(text_at(run, "id") for run in value_at(job, "waiting") or ())),
        field("VERSION", "version"),
    ),
    plural="jobs",
    name_field="name",
)
HEALTH = View(
    (
        field("NAME", "name"),
        field("HEALTH", "health"),
        field("LAST", "last_state"),
        Column("SUCCESS", lambda job: age_of(text_at(job, "last_success_at")), numeric=True),
        field("FAILING", "failing"),
        time_column("DUE BY", "due_by"),
        seconds_column("TOOK", "last_duration_seconds"),
        seconds_column("TIMEOUT", "timeout_seconds"),
    ),
    plural="jobs",
    name_field="name",
)
OVERVIEW = View(
    (
        field("NAME", "name"),
        Column("LAST 24 H", _counts),
        seconds_column("AVERAGE", "average_seconds"),
        seconds_column("LAST", "last_duration_seconds"),
        time_column("NEXT RUN", "next_run_at"),
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
