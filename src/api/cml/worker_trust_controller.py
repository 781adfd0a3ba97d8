"""Which certificate of a worker's controller is trusted: /api/workers/{id}/trust."""

from datetime import datetime

from classy_fastapi.decorators import delete, get, post
from pydantic import BaseModel
from starlette.responses import Response

from api.cml.cml_requests import TrustWorkerRequest
from api.controller import FleetController
from api.openapi.problem_responses import problems
from api.worker.worker_requests import WorkerId
from application.cml.cml_trust_dto import TrustedBy
from application.cml.distrust_cml_worker_command import DistrustCMLWorkerCommand
from application.cml.get_cml_trust_query import GetCMLTrustQuery
from application.cml.trust_cml_worker_command import TrustCMLWorkerCommand


class SeenCertificateReply(BaseModel):
    """What the controller showed; its names are its own words."""

    fingerprint: str
    subject: str
    issuer: str
    not_before: datetime
    not_after: datetime


class TrustReply(BaseModel):
    """Who says that the controller's certificate is good; `seen` where it was looked at for this."""

    worker_id: str
    trusted_by: TrustedBy
    fingerprint: str | None
    ca_pem: str | None
    set_at: datetime | None
    set_by: str | None
    seen: SeenCertificateReply | None


class WorkerTrustController(FleetController):
    """Trust in the certificates of CML controllers."""

    path = "/api/workers"

    @get("/{worker_id}/trust", response_model=TrustReply, responses=problems(404))
    async def get_trust(self, worker_id: WorkerId) -> Response:
        """Get what is trusted."""
        return await self.execute_async(GetCMLTrustQuery(worker_id))

    @post("/{worker_id}/trust", response_model=TrustReply, responses=problems(404, 409))
    async def trust_worker(self, worker_id: WorkerId, body: TrustWorkerRequest) -> Response:
        """Pin a certificate or trust an authority; without either, accept the certificate that is shown now."""
        command = TrustCMLWorkerCommand(
            worker_id=worker_id, fingerprint=body.fingerprint or None, ca_pem=body.ca_pem or None
        )
        return await self.execute_async(command)

    @delete("/{worker_id}/trust", status_code=204, responses=problems(404))
    async def distrust_worker(self, worker_id: WorkerId) -> Response:
        """Take back what was accepted: the authorities of the system decide again."""
        return await self.execute_async(DistrustCMLWorkerCommand(worker_id))
