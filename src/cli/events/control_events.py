"""Events that speak of the stream itself rather than of the fleet."""

import json
from typing import Any

from cli.events.sse_parser import ServerSentEvent
from cli.output.columns import Record

HEARTBEAT = "heartbeat"
SNAPSHOT = "fleet.snapshot"
OPEN, SYNCED, RESET = "stream.open", "stream.synced", "stream.reset"
COALESCED, DRAINING = "stream.coalesced", "stream.draining"

FAREWELLS = {
    "max_age": "",
    "key_revoked": "The key was revoked.",
    "key_expired": "The key has expired.",
    "log_unavailable": "The server cannot read its event log.",
}


def content(event: ServerSentEvent) -> Record:
    """Return the JSON object of an event, an empty one when it holds none."""
    try:
        document: Any = json.loads(event.data)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}


def is_cloud_event(document: Record) -> bool:
    """Tell a CloudEvent in the JSON structured mode from what is said about the stream."""
    return "specversion" in document


def stated_position(event: ServerSentEvent) -> str | None:
    """Return the position that a control event puts the stream at, empty for none; None when it says nothing."""
    if event.event == RESET:
        return ""
    if event.event == SYNCED and (position := content(event).get("position")):
        return str(position)
    return None


def sentence(event: ServerSentEvent) -> str:
    """Say what a control event means; empty when it need not be said."""
    said = content(event)
    if event.event == RESET:
        return f"Events are missing before this point: the stream begins anew ({said.get('reason', 'no reason')})."
    if event.event == COALESCED:
        return f"{said.get('dropped', 'Some')} telemetry events were left out in favour of newer ones."
    if event.event == DRAINING:
        return FAREWELLS.get(str(said.get("reason")), "The server is about to stop.")
    if event.event == SNAPSHOT:
        return _snapshot_sentence(said)
    return ""


def page_rows(page: Record, kind: str) -> list[Record]:
    """Return the workers or labs of a snapshot's page; none when it holds others."""
    rows = page.get(kind)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _snapshot_sentence(said: Record) -> str:
    kind = "labs" if "labs" in said else "workers"
    place = f"Snapshot at {said.get('position')}, page {said.get('page')} of {said.get('pages')}"
    return f"{place}: {len(page_rows(said, kind))} {kind}."
