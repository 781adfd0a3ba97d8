"""ActWork: the works that act on the instances of workers."""

from abc import abstractmethod
from typing import ClassVar

from application.instance.act_order import ActOrder
from application.instance.instance_acting import InstanceActing
from application.operation.operation_work import OperationWork, Report
from domain.operation.operation import Operation
from domain.worker.worker_act import WorkerAct


class ActWork(OperationWork):
    """The targets are workers. A repetition is harmless: EC2 does nothing to an instance that is there already."""

    def __init__(self, acting: InstanceActing) -> None:
        self._acting = acting

    @property
    @abstractmethod
    def act(self) -> WorkerAct:
        """What is done."""

    async def run_async(self, operation: Operation, report: Report) -> None:
        """Do it to the workers that wait."""
        await self._acting.act_async(ActOrder.of(operation, self.act), operation.waiting, report)


class StartWorkersWork(ActWork):
    """Starts them."""

    command: ClassVar[str] = "workers.start"
    act = WorkerAct.START


class StopWorkersWork(ActWork):
    """Stops them."""

    command: ClassVar[str] = "workers.stop"
    act = WorkerAct.STOP


class RebootWorkersWork(ActWork):
    """Reboots them; done when EC2 has taken the order, because nothing shows when it has been carried out."""

    command: ClassVar[str] = "workers.reboot"
    act = WorkerAct.REBOOT


class TerminateWorkersWork(ActWork):
    """Terminates them."""

    command: ClassVar[str] = "workers.terminate"
    act = WorkerAct.TERMINATE
