"""What can be done to the instances of workers, over HTTP: /api/workers/{id}/start and its like."""

from classy_fastapi.decorators import post
from starlette.responses import Response

from api.controller import FleetController
from api.openapi.problem_responses import problems
from api.operation.operation_response import WaitSeconds, operation_response
from api.worker.worker_act_requests import TerminateWorkerRequest, TerminateWorkersRequest, WorkersRequest
from api.worker.worker_requests import CreateWorkerRequest, WorkerId
from api.worker.workers_bulk_controller import ACCEPTED
from application.instance.act_on_worker_command import ActOnWorkerCommand
from application.instance.act_on_workers_command import ActOnWorkersCommand
from application.instance.terminate_worker_command import TerminateWorkerCommand
from application.instance.terminate_workers_command import TerminateWorkersCommand
from application.operation.operation_dto import OperationDto
from application.provisioning.create_cml_worker_command import CreateCMLWorkerCommand
from domain.worker.worker_act import WorkerAct

ON_ONE = ACCEPTED | problems(404, 409)
ON_MANY = ACCEPTED | problems(409)


class WorkerActsController(FleetController):
    """Each answer is an operation; the worker shows at once what was asked, and by whom."""

    path = "/api/workers"

    @post("", response_model=OperationDto, responses=ACCEPTED | problems(409))
    async def create_worker(self, body: CreateWorkerRequest, wait: WaitSeconds = 0) -> Response:
        """Make a worker of a template: EC2 launches its instance; the target of the operation is the new worker."""
        command = CreateCMLWorkerCommand(
            name=body.name, template=body.template, region=body.region, account=body.account, wait_seconds=wait
        )
        return await self.execute_async(command, operation_response)

    @post("/{worker_id}/start", response_model=OperationDto, responses=ON_ONE)
    async def start_worker(self, worker_id: WorkerId, wait: WaitSeconds = 0) -> Response:
        """Start a worker's instance."""
        return await self._act(ActOnWorkerCommand(act=WorkerAct.START, worker_id=worker_id, wait_seconds=wait))

    @post("/{worker_id}/stop", response_model=OperationDto, responses=ON_ONE)
    async def stop_worker(self, worker_id: WorkerId, wait: WaitSeconds = 0) -> Response:
        """Stop a worker's instance; its labs are cut off as by a loss of power."""
        return await self._act(ActOnWorkerCommand(act=WorkerAct.STOP, worker_id=worker_id, wait_seconds=wait))

    @post("/{worker_id}/reboot", response_model=OperationDto, responses=ON_ONE)
    async def reboot_worker(self, worker_id: WorkerId, wait: WaitSeconds = 0) -> Response:
        """Reboot a worker's instance; done when EC2 has taken the order."""
        return await self._act(ActOnWorkerCommand(act=WorkerAct.REBOOT, worker_id=worker_id, wait_seconds=wait))

    @post("/{worker_id}/terminate", response_model=OperationDto, responses=ON_ONE)
    async def terminate_worker(
        self, worker_id: WorkerId, body: TerminateWorkerRequest, wait: WaitSeconds = 0
    ) -> Response:
        """End a worker's instance for good; `confirm` is the worker's name."""
        command = TerminateWorkerCommand(worker_id=worker_id, name=body.confirm, wait_seconds=wait)
        return await self.execute_async(command, operation_response)

    @post(":start", response_model=OperationDto, responses=ON_MANY)
    async def start_workers(self, body: WorkersRequest, wait: WaitSeconds = 0) -> Response:
        """Start many, in one call of AWS per account and region; who fails does not keep the others from it."""
        return await self._act(ActOnWorkersCommand(act=WorkerAct.START, worker_ids=body.ids, wait_seconds=wait))

    @post(":stop", response_model=OperationDto, responses=ON_MANY)
    async def stop_workers(self, body: WorkersRequest, wait: WaitSeconds = 0) -> Response:
        """Stop many, in one call of AWS per account and region; who fails does not keep the others from it."""
        return await self._act(ActOnWorkersCommand(act=WorkerAct.STOP, worker_ids=body.ids, wait_seconds=wait))

    @post(":reboot", response_model=OperationDto, responses=ON_MANY)
    async def reboot_workers(self, body: WorkersRequest, wait: WaitSeconds = 0) -> Response:
        """Reboot many, in one call of AWS per account and region; who fails does not keep the others from it."""
        return await self._act(ActOnWorkersCommand(act=WorkerAct.REBOOT, worker_ids=body.ids, wait_seconds=wait))

    @post(":terminate", response_model=OperationDto, responses=ON_MANY)
    async def terminate_workers(self, body: TerminateWorkersRequest, wait: WaitSeconds = 0) -> Response:
        """End the instances of many for good; each is confirmed by its name."""
        command = TerminateWorkersCommand(names={each.id: each.confirm for each in body.workers}, wait_seconds=wait)
        return await self.execute_async(command, operation_response)

    async def _act(self, command: ActOnWorkerCommand | ActOnWorkersCommand) -> Response:
        return await self.execute_async(command, operation_response)
