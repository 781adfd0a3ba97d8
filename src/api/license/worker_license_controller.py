"""The licence of a worker's controller: /api/workers/{id}/license. No reply ever holds a token."""

from classy_fastapi.decorators import get, post
from starlette.responses import Response

from api.controller import FleetController
from api.lab.lab_replies import ACCEPTED
from api.license.license_requests import RegisterLicenseRequest
from api.openapi.problem_responses import problems
from api.operation.operation_response import WaitSeconds, operation_response
from api.worker.worker_requests import WorkerId
from application.license.deregister_license_command import DeregisterLicenseCommand
from application.license.get_worker_license_query import GetWorkerLicenseQuery
from application.license.license_dto import WorkerLicenseDto
from application.license.register_license_command import RegisterLicenseCommand
from application.license.renew_license_command import RenewLicenseCommand
from application.operation.operation_dto import OperationDto


class WorkerLicenseController(FleetController):
    """Licences of CML controllers, registered with Cisco Smart Licensing."""

    path = "/api/workers"

    @get("/{worker_id}/license", response_model=WorkerLicenseDto, responses=problems(404))
    async def get_license(self, worker_id: WorkerId) -> Response:
        """Get the licence as last read, and what is done about it."""
        return await self.execute_async(GetWorkerLicenseQuery(worker_id))

    @post("/{worker_id}/license/register", response_model=OperationDto, responses=ACCEPTED | problems(404, 409))
    async def register_license(
        self, worker_id: WorkerId, body: RegisterLicenseRequest, wait: WaitSeconds = 0
    ) -> Response:
        """Register the controller with Cisco; the operation ends when Cisco has answered."""
        command = RegisterLicenseCommand(
            worker_id=worker_id, token=body.token, reregister=body.reregister, wait_seconds=wait
        )
        return await self.execute_async(command, operation_response)

    @post("/{worker_id}/license/renew", response_model=OperationDto, responses=ACCEPTED | problems(404, 409))
    async def renew_license(self, worker_id: WorkerId, wait: WaitSeconds = 0) -> Response:
        """Renew the registration, and then the authorization."""
        command = RenewLicenseCommand(worker_id=worker_id, wait_seconds=wait)
        return await self.execute_async(command, operation_response)

    @post("/{worker_id}/license/deregister", response_model=OperationDto, responses=ACCEPTED | problems(404, 409))
    async def deregister_license(self, worker_id: WorkerId, wait: WaitSeconds = 0) -> Response:
        """Give the registration up: no node starts any more."""
        command = DeregisterLicenseCommand(worker_id=worker_id, wait_seconds=wait)
        return await self.execute_async(command, operation_response)
