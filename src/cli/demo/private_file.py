"""Files that nobody else may read."""

import json
import os
from pathlib import Path
from typing import Any

OWNER_ONLY = 0o600


def write_private_json(path: Path, document: dict[str, Any]) -> None:
    """Write a file of the owner alone, in one step: readers see the old content or the new."""
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(descriptor, "w") as file:
        json.dump(document, file, indent=2)
        file.write("\n")
    draft.replace(path)


def read_json(path: Path) -> dict[str, Any]:
    """Return the object in a file, an empty one when there is none or it cannot be read."""
    try:
        document = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return document if isinstance(document, dict) else {}
