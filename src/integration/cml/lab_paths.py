"""Where labs are in CML's API."""

import re

from domain.errors import NotFoundError

LAB_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")
MOST_LABS_AT_ONCE = 200
"""Of those that must be asked about one by one: the others wait for the next time."""


def lab_path(lab_id: str) -> str:
    """Where a lab is; NotFoundError for what can be no id of a lab."""
    if not LAB_ID.fullmatch(lab_id):
        raise NotFoundError("no lab has such an id")
    return f"/labs/{lab_id}"
