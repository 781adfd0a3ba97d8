"""How the records of the audit are shown."""

import json

from cli.output.columns import Column, Record, View, field, text_at, value_at


def _targets(record: Record) -> str:
    targets = value_at(record, "targets") or []
    return str(targets[0]) if len(targets) == 1 else f"{len(targets)} targets" if targets else ""


def _parameters(record: Record) -> str:
    parameters = value_at(record, "parameters")
    return json.dumps(parameters, ensure_ascii=False) if parameters else ""


LIST = View(
    (
        field("TIME", "at"),
        Column("BY", lambda record: text_at(record, "name") or text_at(record, "by")),
        field("COMMAND", "command"),
        Column("ON", _targets),
        field("OUTCOME", "outcome"),
        field("CODE", "code"),
        Column("WITH", _parameters, spare=2),
        field("TRACE", "trace_id", spare=1),
    ),
    plural="records",
)
