"""TrustInUse: which certificate a worker's controller has to show."""

from application.clock import Clock
from application.cml.followed_records import FollowedRecords
from domain.cml.cml_trust import CMLTrust, CMLTrustRepository


class TrustInUse:
    """Who is not known here is checked by the authorities of the system."""

    def __init__(self, repository: CMLTrustRepository, clock: Clock) -> None:
        self._followed = FollowedRecords(repository.list_written_async, lambda trust: trust.worker_id, clock)

    def reread(self) -> None:
        """See at once what this process wrote."""
        self._followed.reread()

    async def trust_async(self, worker_id: str) -> CMLTrust | None:
        """What is trusted for this worker; errors of the database come as SourceUnavailableError."""
        return (await self._followed.current_async()).get(worker_id)
