"""How settings and their changes are shown."""

from cli.output.columns import Column, Record, View, field, text_at
from cli.output.figures import age_of
from cli.settings.values import shown

LIST = View(
    (
        field("NAME", "name"),
        Column("VALUE", lambda setting: shown(setting.get("value"))),
        field("SOURCE", "source"),
        field("SET BY", "set_by"),
        Column("AGE", lambda setting: age_of(text_at(setting, "set_at")), numeric=True),
    ),
    plural="settings",
    name_field="name",
)
DETAILS = View(
    (
        *LIST.columns,
        Column("OTHERWISE", lambda setting: shown(setting.get("otherwise"))),
        field("MEANING", "description"),
    ),
    plural="settings",
    name_field="name",
)


def _changes(change: Record) -> str:
    old, new = change.get("old_values") or {}, change.get("new_values") or {}
    return "; ".join(f"{name}: {shown(old.get(name)) or '-'} -> {shown(new[name]) or '-'}" for name in new)


HISTORY = View(
    (
        field("VERSION", "version"),
        field("BY", "changed_by"),
        Column("AGE", lambda change: age_of(text_at(change, "changed_at")), numeric=True),
        Column("CHANGES", _changes, wraps=True),
    ),
    plural="changes",
    name_field="version",
)
