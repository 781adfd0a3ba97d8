"""What a CloudEvent says, on one line."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from cli.output.columns import Column, Record, View, text_at, value_at
from cli.output.figures import byte_rate, clock_time, percent
from cli.output.formats import json_line

MOST_CHARACTERS = 120
SHORT_TYPE = re.compile(r"(?:.*\.)?(?P<short>(?:worker|lab|operation|fleet)\..+?)(?:\.v\d+)?")
"""The prefix is a setting of the service; what follows it begins with one of these words."""


def short_type(event: Record) -> str:
    """Return the type without prefix and version."""
    whole = text_at(event, "type")
    match = SHORT_TYPE.fullmatch(whole)
    return match["short"] if match else whole


def event_content(event: Record) -> Record:
    """Return the event's data, an empty object when it has none."""
    data = event.get("data")
    return data if isinstance(data, dict) else {}


def summary(event: Record) -> str:
    """Return what happened, in a few words."""
    return SUMMARIES.get(short_type(event), _everything)(event_content(event))


def figures(data: Record) -> str:
    """Return the figures of a worker."""
    told = value_at(data, "telemetry") or {}
    rates = byte_rate(told.get("network_in_bytes_per_second")), byte_rate(told.get("network_out_bytes_per_second"))
    cml = f", mem {percent(told.get('memory_used_percent'))}, {told.get('running_nodes')} nodes run"
    known = cml if told.get("memory_used_percent") is not None else ""
    return f"cpu {percent(told.get('cpu_percent')) or '-'}, in {rates[0] or '-'}, out {rates[1] or '-'}{known}"


def _status(data: Record) -> str:
    reason = data.get("status_reason")
    return f"{data.get('old_status')} → {data.get('new_status')}{f' ({reason})' if reason else ''}"


def _checks(data: Record) -> str:
    changes = [(name, text_at(data, "old_checks", name), text_at(data, "new_checks", name)) for name in CHECKS]
    return ", ".join(f"{name} {old} → {new}" for name, old, new in changes if old != new)


def _service(data: Record) -> str:
    old, new = text_at(data, "old_service", "status"), text_at(data, "new_service", "status")
    if old == new and data.get("old_service") == data.get("new_service"):
        changed = sorted(_differences(data.get("old_cml") or {}, data.get("new_cml") or {}))
        return f"CML {', '.join(changed)}"
    reason = text_at(data, "new_service", "reason")
    return f"{old} → {new}{f' ({reason})' if reason else ''}"


def _differences(old: Record, new: Record) -> Iterator[str]:
    for name, value in new.items():
        if value != old.get(name):
            yield f"{name.replace('_', ' ')} {old.get(name)} → {value}"


def _license(data: Record) -> str:
    licensed = {True: "licensed", False: "not licensed"}.get(value_at(data, "new_license", "licensed"), "not known")
    reason = text_at(data, "new_license", "reason")
    return f"{licensed}{f' ({reason})' if reason else ''}"


def _license_act(data: Record) -> str:
    words = (text_at(data, "act"), text_at(data, "step"), text_at(data, "message"))
    return ": ".join(filter(None, words))


def _failing(data: Record) -> str:
    return f"{data.get('source')} {data.get('code')}: {data.get('message')}"


def _refresh(data: Record) -> str:
    scopes = [scope for scope in data.get("scopes") or () if isinstance(scope, dict)]
    workers, failed = (sum(int(scope.get(key) or 0) for scope in scopes) for key in ("workers", "failed"))
    return f"{data.get('source')}: {workers} workers, {failed} failed"


def _lab_found(data: Record) -> str:
    return f"{data.get('title')}, {data.get('state')}, of {data.get('owner')}"


def _lab_changed(data: Record) -> str:
    names = sorted(value_at(data, "new_values") or {})
    return f"{data.get('title')}: {', '.join(name.replace('_', ' ') for name in names)}"


def _everything(data: Record) -> str:
    text = json_line(data)
    return text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]}..."


CHECKS = ("system", "instance")
SUMMARIES: dict[str, Callable[[dict[str, Any]], str]] = {
    "worker.status.changed": _status,
    "worker.telemetry.updated": figures,
    "worker.checks.changed": _checks,
    "worker.service.changed": _service,
    "worker.license.changed": _license,
    "worker.license.expiring": lambda data: f"{data.get('days_left')} days left, until {data.get('expires_at')}",
    **{
        f"worker.license.{act}.{phase}": _license_act
        for act in ("registration", "deregistration")
        for phase in ("started", "progressed", "completed", "failed")
    },
    "worker.source.failing": _failing,
    "worker.source.recovered": lambda data: f"{data.get('source')} is read again",
    "worker.discovered": lambda data: f"{data.get('name')} {data.get('region')} {data.get('instance_id')}",
    "worker.imported": lambda data: f"{data.get('name')} {data.get('region')} {data.get('instance_id')}",
    "worker.removed": lambda data: f"{data.get('name') or ''}",
    "worker.terminated": lambda data: f"{data.get('status_reason') or ''}",
    "lab.discovered": _lab_found,
    "lab.state.changed": lambda data: f"{data.get('title')}: {data.get('old_state')} → {data.get('new_state')}",
    "lab.changed": _lab_changed,
    "lab.removed": lambda data: f"{data.get('title')} ({data.get('reason')})",
    "fleet.refresh.completed": _refresh,
}

LOG = View(
    (
        Column("TIME", lambda item: clock_time(text_at(item, "event", "time"))),
        Column("ID", lambda item: text_at(item, "id")),
        Column("TYPE", lambda item: short_type(value_at(item, "event") or {})),
        Column("SUBJECT", lambda item: text_at(item, "event", "subject")),
        Column("WHAT", lambda item: summary(value_at(item, "event") or {})),
    ),
    plural="events",
)
