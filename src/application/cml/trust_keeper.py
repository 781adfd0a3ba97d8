"""TrustKeeper: keeps what is trusted, and lets this process know at once."""

from application.access.acting import acting_principal
from application.clock import Clock
from application.cml.trust_in_use import TrustInUse
from domain.cml.cml_trust import CMLTrust, CMLTrustRepository


class TrustKeeper:
    """Who acts is who trusts."""

    def __init__(self, repository: CMLTrustRepository, in_use: TrustInUse, clock: Clock) -> None:
        self._repository = repository
        self._in_use = in_use
        self._clock = clock

    async def keep_async(
        self, worker_id: str, *, fingerprint: str | None = None, ca_pem: str | None = None
    ) -> CMLTrust:
        """Trust one of both for a worker, or neither: then the system's authorities decide again."""
        principal = acting_principal()
        trust = CMLTrust(
            worker_id=worker_id,
            fingerprint=fingerprint,
            ca_pem=ca_pem,
            set_at=self._clock.now(),
            set_by=principal.id if principal else "",
        )
        await self._repository.put_async(trust)
        self._in_use.reread()
        return trust
