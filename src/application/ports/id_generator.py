"""The port to new ids."""

from typing import Protocol


class IdGenerator(Protocol):
    """Makes ids that nobody else makes."""

    def new_id(self) -> str:
        """Return a UUID of version 7 (RFC 9562): ids made later sort later."""
