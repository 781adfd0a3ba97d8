"""TrustCMLWorkerCommand: accept the certificate of a worker's controller, once and for all."""

from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.cml.cml_hosts import CMLHosts
from application.cml.cml_trust_dto import CMLTrustDto, told
from application.cml.trust_keeper import TrustKeeper
from application.ports.certificate_viewer import CertificateViewer
from application.worker.worker_loader import WorkerLoader
from domain.access.principal import Role
from domain.errors import ConflictError


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustCMLWorkerCommand(Command[OperationResult[CMLTrustDto]]):
    """Pin `fingerprint` (SHA-256, hexadecimal), or trust the authority `ca_pem` (PEM).

    With neither, look at the controller and pin the certificate that it shows.
    """

    required_role: ClassVar[Role] = Role.ADMIN

    worker_id: str
    fingerprint: str | None = None
    ca_pem: str | None = None


class TrustCMLWorkerCommandHandler(CommandHandler[TrustCMLWorkerCommand, OperationResult[CMLTrustDto]]):
    """A fingerprint that somebody names is pinned unseen: it was learned in a better way than by looking."""

    def __init__(self, loader: WorkerLoader, hosts: CMLHosts, viewer: CertificateViewer, keeper: TrustKeeper) -> None:
        self._loader = loader
        self._hosts = hosts
        self._viewer = viewer
        self._keeper = keeper

    async def handle_async(self, request: TrustCMLWorkerCommand) -> OperationResult[CMLTrustDto]:
        """Keep the trust; what cannot be looked at, and what is no certificate, is refused."""
        worker = await self._loader.load_async(request.worker_id)
        if request.ca_pem is not None:
            authority = self._viewer.authority_in(request.ca_pem)
            return self.ok(
                told(worker.aggregate_id, await self._keeper.keep_async(worker.aggregate_id, ca_pem=authority))
            )
        if request.fingerprint is not None:
            pinned = await self._keeper.keep_async(worker.aggregate_id, fingerprint=request.fingerprint)
            return self.ok(told(worker.aggregate_id, pinned))
        host = self._hosts.host_of(worker.state)
        if host is None:
            raise ConflictError("the worker has no address now at which its certificate could be seen")
        seen = await self._viewer.view_async(host.url)
        pinned = await self._keeper.keep_async(worker.aggregate_id, fingerprint=seen.fingerprint)
        return self.ok(told(worker.aggregate_id, pinned, seen))
