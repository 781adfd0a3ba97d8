"""How operations are shown."""

from cli.output.columns import Column, Record, View, field, text_at, value_at
from cli.output.figures import age_of

LIST = View(
    (
        field("ID", "id"),
        field("COMMAND", "command"),
        field("STATUS", "status"),
        field("DONE", "done"),
        field("FAILED", "failed"),
        field("WAITING", "waiting"),
        field("BY", "requested_by"),
        Column("AGE", lambda operation: age_of(text_at(operation, "started_at")), numeric=True),
    ),
    plural="operations",
)


def _failures(operation: Record) -> str:
    failed = [target for target in value_at(operation, "targets") or () if target.get("outcome") == "failed"]
    return "; ".join(f"{target.get('id')}: {target.get('message')}" for target in failed)


def _steps(operation: Record) -> str:
    waiting = [target for target in value_at(operation, "targets") or () if target.get("outcome") == "waiting"]
    return "; ".join(f"{target.get('id')}: {target.get('step')}" for target in waiting if target.get("step"))


def _made(operation: Record) -> str:
    return ", ".join(text_at(target, "made") for target in value_at(operation, "targets") or () if target.get("made"))


DETAILS = View(
    (
        *LIST.columns,
        field("STARTED", "started_at"),
        field("FINISHED", "finished_at"),
        field("FAILURE", "failure", "message"),
        Column("STEP", _steps),
        Column("MADE", _made),
        Column("TARGETS THAT FAILED", _failures),
    ),
    plural="operations",
)
