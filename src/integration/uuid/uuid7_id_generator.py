"""Ids by uuid-utils: UUID version 7 is not in the standard library of Python 3.11."""

from uuid_utils import uuid7


class Uuid7IdGenerator:
    """Makes UUIDs that sort by the time they were made (RFC 9562, section 5.7)."""

    def new_id(self) -> str:
        """Return a new one."""
        return str(uuid7())
