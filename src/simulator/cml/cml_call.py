"""What a request to a CML host is counted and spoiled by."""

from typing import NamedTuple


class CmlCall(NamedTuple):
    """A call of an instance's host."""

    instance_id: str
    route: str
    """Method and path below /api/v0/, with `{}` for each id: `GET labs/{}`."""
