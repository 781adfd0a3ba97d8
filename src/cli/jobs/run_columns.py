"""How runs are shown."""

from cli.jobs.params import params_as_typed
from cli.jobs.time_columns import seconds_column, time_column
from cli.output.columns import Column, Record, View, field, text_at, value_at
from cli.output.figures import named_figures

COUNTED = {"aws_calls": "AWS calls", "cml_calls": "CML calls", "db_writes": "database writes", "events": "events"}


def _progress(run: Record) -> str:
    done, total = value_at(run, "progress", "done"), value_at(run, "progress", "total")
    return f"{done}/{total}" if total else ""


def _why(run: Record) -> str:
    warnings = [text_at(warning, "message") for warning in value_at(run, "warnings") or ()]
    return text_at(run, "error", "message") or text_at(run, "reason") or "; ".join(warnings)


def _caused(run: Record) -> str:
    counters: Record = value_at(run, "counters") or {}
    return ", ".join(f"{what} {counters[name]:,}" for name, what in COUNTED.items() if counters.get(name))


def _events(run: Record) -> str:
    first, last = value_at(run, "counters", "first_sequence"), value_at(run, "counters", "last_sequence")
    return f"between {first} and {last} of the log" if first else ""


def _warnings(run: Record) -> str:
    return "; ".join(map(_warning, value_at(run, "warnings") or ()))


def _warning(warning: Record) -> str:
    items = value_at(warning, "items") or ()
    more = (value_at(warning, "count") or 0) - len(items)
    named = [*items, f"and {more} more"] if items and more > 0 else items
    return ": ".join(filter(None, (text_at(warning, "message"), ", ".join(named))))


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
        seconds_column("LATE", "lateness_seconds"),
        field("ATTEMPT", "attempt"),
        field("PROCESS", "holder"),
        Column("PARAMS", lambda run: params_as_typed(value_at(run, "params"))),
        Column("DRY RUN", lambda run: "yes" if value_at(run, "dry_run") else "no"),
        Column("RESULT", lambda run: named_figures(value_at(run, "result")), wraps=True),
        Column("CAUSED", _caused),
        Column("EVENTS", _events),
        Column("WARNINGS", _warnings, wraps=True),
        field("RETRY OF", "retry_of"),
    ),
    plural="runs",
)
