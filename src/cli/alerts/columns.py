"""How alerts, rules and mutes are shown."""

from typing import Any

from cli.output.columns import Column, View, field, text_at, value_at
from cli.output.figures import age_of


def _by(alert: Any) -> str:
    acknowledged, muted = text_at(alert, "acknowledged", "by"), text_at(alert, "muted", "by")
    return muted if value_at(alert, "status") == "muted" else acknowledged


def _condition(rule: Any) -> str:
    limit = value_at(rule, "state") or value_at(rule, "threshold")
    return f"{text_at(rule, 'watched')} {text_at(rule, 'comparison')} {limit}"


ALERTS = View(
    (
        field("STATUS", "status"),
        field("SEVERITY", "severity"),
        field("WORKER", "worker_name"),
        field("RULE", "rule_id"),
        Column("SINCE", lambda alert: age_of(text_at(alert, "since")), numeric=True),
        Column("BY", _by),
        field("MESSAGE", "message"),
        field("ID", "id"),
    ),
    plural="alerts",
)
MUTES = View(
    (
        field("ID", "id"),
        field("RULE", "rule_id"),
        field("WORKER", "worker_id"),
        field("UNTIL", "until"),
        field("BY", "muted_by"),
        field("REASON", "reason"),
    ),
    plural="mutes",
)
RULES = View(
    (
        field("ID", "id"),
        Column("ON", lambda rule: "on" if value_at(rule, "enabled") else "off"),
        field("SEVERITY", "severity"),
        Column("WHEN", _condition),
        Column("FOR", lambda rule: f"{value_at(rule, 'for_seconds') or 0:g} s", numeric=True),
        field("CLEARS AT", "clear_threshold"),
        field("DESCRIPTION", "description"),
    ),
    plural="alert rules",
)
