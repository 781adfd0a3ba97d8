"""What is shown of a lab."""

from cli.output.columns import Cell, Column, Record, View, field, text_at, value_at
from cli.output.figures import age_of

STATES = {"STARTED": ("green", "●"), "STOPPED": ("yellow", "○"), "DEFINED_ON_CORE": ("bright_black", "○")}
UNKNOWN_STATE = ("magenta", "?")


def state_cell(lab: Record) -> Cell:
    """Return the state as text, icon and colour."""
    state = text_at(lab, "state")
    style, icon = STATES.get(state, UNKNOWN_STATE)
    return Cell(state.replace("_", " ").lower(), style, icon)


def nodes_cell(lab: Record) -> str:
    """Return how many of the nodes run."""
    return f"{text_at(lab, 'running_nodes')}/{text_at(lab, 'node_count')}"


def _seen(lab: Record) -> str:
    return age_of(value_at(lab, "last_seen_at"))


def _history(lab: Record) -> str:
    changes = value_at(lab, "history") or ()
    return "; ".join(f"{text_at(change, 'at')} {text_at(change, 'event')} {_news(change)}" for change in changes[:5])


def _news(change: Record) -> str:
    return ", ".join(f"{name}={value}" for name, value in (value_at(change, "new") or {}).items())


LIST = View(
    (
        field("TITLE", "title"),
        Column("STATE", state_cell),
        Column("NODES", nodes_cell, numeric=True),
        field("OWNER", "owner", spare=1),
        field("WORKER", "worker_name"),
        Column("SEEN", _seen, numeric=True, spare=2),
        field("ID", "id", spare=3),
    ),
    plural="labs",
)
DETAILS = View(
    (
        field("ID", "id"),
        field("TITLE", "title"),
        field("DESCRIPTION", "description", wraps=True),
        Column("STATE", state_cell),
        Column("NODES", nodes_cell),
        field("LINKS", "link_count"),
        field("OWNER", "owner"),
        Column("GROUPS", lambda lab: ", ".join(map(str, value_at(lab, "groups") or ()))),
        field("WORKER", "worker_name"),
        field("CREATED", "lab_created_at"),
        field("MODIFIED", "lab_modified_at"),
        field("FIRST SEEN", "first_seen_at"),
        field("LAST SEEN", "last_seen_at"),
        Column("LAST CHANGES", _history, wraps=True),
    ),
    plural="labs",
)
