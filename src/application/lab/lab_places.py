"""LabPlaces: which worker a lab is on, and where its controller can be asked."""

from application.cml.cml_hosts import CMLHosts
from application.lab.lab_errors import AddressUnknownError, LabUnknownError, WorkerNotRunningError
from application.ports.cml_client import CMLHost
from application.worker.fleet_view import FleetView
from domain.errors import NotFoundError
from domain.lab.lab_record import LabRecord
from domain.lab.lab_record_state import LabRecordState
from domain.worker.cml_worker_state import CMLWorkerState
from domain.worker.worker_status import WorkerStatus


class LabPlaces:
    """Looks into the fleet in memory."""

    def __init__(self, view: FleetView, hosts: CMLHosts) -> None:
        self._view = view
        self._hosts = hosts

    def worker(self, worker_id: str) -> CMLWorkerState:
        """Return a worker of the fleet; NotFoundError."""
        worker = self._view.worker(worker_id)
        if worker is None:
            raise NotFoundError("the fleet has no worker with this id")
        return worker

    def require_open(self, worker_id: str) -> None:
        """Raise WorkerCordonedError where nobody is to begin anything new."""
        worker = self._view.worker(worker_id)
        if worker and worker.cordoned:
            raise worker.cordoned.error(worker.name)

    def lab(self, worker_id: str, lab_id: str) -> LabRecordState:
        """Return a lab of the fleet; LabUnknownError."""
        lab = self._view.labs.lab(LabRecord.id_of(worker_id, lab_id))
        if lab is None or self._view.worker(worker_id) is None:
            raise LabUnknownError
        return lab

    def host_of(self, worker_id: str) -> CMLHost:
        """Return the controller of a worker; WorkerNotRunningError, AddressUnknownError, NotFoundError."""
        worker = self.worker(worker_id)
        if worker.status is not WorkerStatus.RUNNING:
            raise WorkerNotRunningError(f"worker not running: it is {worker.status}")
        host = self._hosts.host_of(worker)
        if host is None:
            raise AddressUnknownError
        return host
