"""What is shown of archives and plans."""

from typing import Any

from cli.jobs.time_columns import time_column
from cli.output.columns import Column, View, field, text_at, value_at


def _sum(archive: Any, name: str) -> str:
    return f"{sum(file.get(name) or 0 for file in value_at(archive, 'files') or ()):,}"


def _schedule(plan: Any) -> str:
    zone = text_at(plan, "schedule", "timezone")
    return text_at(plan, "schedule", "cron") + ("" if zone == "UTC" else f" ({zone})")


ARCHIVES = View(
    (
        field("DAY", "day"),
        field("WHAT", "kind"),
        field("FORMAT", "format"),
        Column("ROWS", lambda archive: _sum(archive, "rows"), numeric=True),
        Column("BYTES", lambda archive: _sum(archive, "bytes"), numeric=True),
        time_column("MADE", "made_at"),
        field("BY", "made_by", spare=1),
    ),
    plural="archives",
    name_field="day",
)
PLANS = View(
    (
        field("NAME", "name"),
        Column("STATE", lambda plan: "active" if plan.get("active") else "off"),
        Column("WHAT", lambda plan: ",".join(value_at(plan, "what") or ())),
        Column("SCHEDULE", _schedule),
        Column("DAYS", lambda plan: text_at(plan, "window_days"), numeric=True),
        field("FORMAT", "format"),
        Column("PRUNES", lambda plan: "yes" if plan.get("prune") else "no"),
        field("DESTINATION", "destination", spare=2),
        field("OWNER", "owner", spare=1),
        field("ID", "id"),
    ),
    plural="archive plans",
)
