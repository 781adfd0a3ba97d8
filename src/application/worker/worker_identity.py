"""WorkerIdentity: which worker an instance is."""

from collections.abc import Iterable, Mapping

from application.ports.instance_launcher import WORKER_TAG
from domain.worker.aws_scope import AwsScope
from domain.worker.cml_worker import CMLWorker
from domain.worker.cml_worker_repository import CMLWorkerRepository
from domain.worker.ec2_readings import EC2InstanceReading

Located = tuple[AwsScope, EC2InstanceReading]


class WorkerIdentity:
    """An instance that was launched for a worker is that worker; the id of every other follows from the instance.

    A tag is believed only where it names a worker that was created and has no other instance: tags are copied.
    """

    def __init__(self, workers: CMLWorkerRepository) -> None:
        self._workers = workers

    async def by_id_async(self, instances: Iterable[Located]) -> Mapping[str, Located]:
        """Return instances by their workers' ids."""
        located = list(instances)
        named = {reading.tags[WORKER_TAG] for _, reading in located if WORKER_TAG in reading.tags}
        created = {worker.aggregate_id: worker for worker in await self._workers.get_many_async(named)} if named else {}
        return {_id_of(scope, reading, created): (scope, reading) for scope, reading in located}

    async def id_async(self, scope: AwsScope, reading: EC2InstanceReading) -> str:
        """Return the id of the worker on one instance."""
        return next(iter(await self.by_id_async([(scope, reading)])))


def _id_of(scope: AwsScope, reading: EC2InstanceReading, created: Mapping[str, CMLWorker]) -> str:
    worker = created.get(reading.tags.get(WORKER_TAG, ""))
    if worker and worker.state.provisioning and worker.state.instance_id in ("", reading.instance_id):
        return worker.aggregate_id
    return CMLWorker.id_of(scope, reading.instance_id)
