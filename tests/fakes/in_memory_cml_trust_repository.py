"""Trusted certificates in a dictionary."""

from collections.abc import Sequence
from datetime import datetime

from domain.cml.cml_trust import CMLTrust


class InMemoryCMLTrustRepository:
    """By worker."""

    def __init__(self) -> None:
        self.records: dict[str, CMLTrust] = {}

    async def put_async(self, trust: CMLTrust) -> None:
        """Keep."""
        self.records[trust.worker_id] = trust

    async def list_written_async(self, since: datetime | None) -> Sequence[CMLTrust]:
        """Return what was written since."""
        return [each for each in self.records.values() if since is None or each.set_at >= since]
