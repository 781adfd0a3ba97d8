"""Settings as they are typed and shown."""

import json
import sys
from pathlib import Path
from typing import Any

from cli.errors import NotFoundError, UsageError
from cli.output.columns import Record, value_at

STANDARD_INPUT = "-"


def records_of(settings: Record) -> list[Record]:
    """Return one record for each setting that has a name."""
    details = settings.get("details") or {}
    return [
        {"name": name, "value": value_at(settings, "values", *name.split(".")), **details[name]} for name in details
    ]


def record_named(settings: Record, name: str) -> Record:
    """Return the record of one setting. Raises NotFoundError."""
    found = next((record for record in records_of(settings) if record["name"] == name), None)
    if found is None:
        raise NotFoundError(f"There is no setting {name}; `cml-fleet settings list` names them.")
    return found


def shown(value: Any) -> str:
    """Return a value as it may be typed: text as it is, everything else in JSON."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def patch_of(assignments: list[str]) -> Record:
    """Return a merge patch of NAME=VALUE. Raises UsageError."""
    patch: Record = {}
    for assignment in assignments:
        name, separator, text = assignment.partition("=")
        if not separator:
            raise UsageError(f"{name} needs a value: NAME=VALUE; `settings unset` takes a value back.")
        put(patch, name, _typed(text))
    return patch


def put(patch: Record, name: str, value: Any) -> None:
    """Put the value of a dotted name into a patch. Raises UsageError where it contradicts another one."""
    *path, last = name.split(".")
    place: Any = patch
    for part in path:
        place = place.setdefault(part, {})
        if not isinstance(place, dict):
            raise UsageError(f"{name} lies in something that is given another value.")
    if not path or not last:
        raise UsageError(f"{name} is no name of a setting, as intervals.labs_seconds.")
    place[last] = value


def unsetting(names: list[str], settings: Record) -> Record:
    """Return a merge patch that takes values back. Raises UsageError.

    A group is unset as a whole where that is the same: null for a budget alone would mean that there is none.
    """
    patch: Record = {}
    for name in names:
        put(patch, name, None)
    live = {name for name, detail in (settings.get("details") or {}).items() if detail.get("source") == "live"}
    kept = {name.partition(".")[0] for name in live.symmetric_difference(names)}
    return {group: members if group in kept else None for group, members in patch.items()}


def patch_in(file: str) -> Record:
    """Read a merge patch from a JSON file, or from standard input. Raises UsageError."""
    try:
        content = sys.stdin.read() if file == STANDARD_INPUT else Path(file).read_text()
        patch = json.loads(content)
    except OSError as error:
        raise UsageError(f"The file {file} cannot be read.") from error
    except ValueError as error:
        raise UsageError(f"{file} holds no JSON.") from error
    if not isinstance(patch, dict):
        raise UsageError(f"{file} holds no JSON object.")
    return patch


def _typed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
