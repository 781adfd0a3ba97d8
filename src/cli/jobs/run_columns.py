"""How runs are shown."""

from cli.jobs.time_columns import seconds_column, time_column
from cli.output.columns import Column, Record, View, field, text_at, value_at
from cli.output.figures import named_figures


def _progress(run: Record) -> str:
    done, total = value_at(run, "progress", "done"), value_at(run, "progress", "total")
    return f"{done}/{total}" if total else ""


def _why(run: Record) -> str:
    warnings = [text_at(warning, "message") for warning in value_at(run, "warnings") or ()]
    return text_at(run, "error", "message") or text_at(run, "reason") or "; ".join(warnings)


RUNS = View(
    (
        field("ID", "id"),
        field("STATE", "state"),
        time_column("SLOT", "scheduled_for"),
        seconds_column("TOOK", "duration_seconds"),
        field("BY", "triggered_by"),
        field("OWNER", "owner", spare=2),
        Column("DONE", _progress, spare=1),
        Column("WHY", _why, wraps=True),
    ),
    plural="runs",
)
EXECUTION = View(
    (
        *RUNS.columns,
        time_column("STARTED", "started_at"),
        time_column("FINISHED", "finished_at"),
        field("ATTEMPT", "attempt"),
        field("PROCESS", "holder"),
        field("PARAMS", "params"),
        Column("RESULT", lambda run: named_figures(value_at(run, "result")), wraps=True),
        field("RETRY OF", "retry_of"),
    ),
    plural="runs",
)
