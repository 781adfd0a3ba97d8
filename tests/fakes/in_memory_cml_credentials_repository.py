"""Credentials in a dictionary."""

from collections.abc import Sequence
from datetime import datetime

from domain.cml.cml_credentials import CMLCredentials


class InMemoryCMLCredentialsRepository:
    """`reads` counts how often somebody asked what was written."""

    def __init__(self) -> None:
        self.records: dict[str, CMLCredentials] = {}
        self.reads = 0

    async def put_async(self, credentials: CMLCredentials) -> None:
        """Keep."""
        self.records[credentials.id] = credentials

    async def put_resealed_async(self, resealed: CMLCredentials, before: CMLCredentials) -> bool:
        """Replace what is still as it was."""
        if self.records.get(before.id) != before:
            return False
        self.records[before.id] = resealed
        return True

    async def list_async(self) -> Sequence[CMLCredentials]:
        """Return by id."""
        return sorted((each for each in self.records.values() if not each.removed), key=lambda each: each.id)

    async def list_written_async(self, since: datetime | None) -> Sequence[CMLCredentials]:
        """Return what was written since."""
        self.reads += 1
        return [each for each in self.records.values() if since is None or each.written_at >= since]
