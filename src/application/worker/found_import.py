"""FoundImport: makes found instances workers, in one commit."""

from collections.abc import Callable

from application.worker.instance_search import FoundInstances
from domain.worker.aws_scope import AwsScope
from domain.worker.cml_worker import CMLWorker
from domain.worker.cml_worker_repository import CMLWorkerRepository
from domain.worker.ec2_readings import EC2InstanceReading

Admits = Callable[[CMLWorker], bool]
Join = Callable[[CMLWorker, AwsScope, EC2InstanceReading], None]


class FoundImport:
    """Whoever is faster, a person, a job or another process: an instance joins once."""

    def __init__(self, workers: CMLWorkerRepository) -> None:
        self._workers = workers

    async def import_async(self, found: FoundInstances, admits: Admits, join: Join) -> set[str]:
        """Let those `join` whom the fleet `admits`; return their ids."""
        joining = await self._joining_async(found, admits)
        joined = {worker.aggregate_id for worker in joining}

        def try_join(worker: CMLWorker) -> None:
            if admits(worker):
                join(worker, *found.instances[worker.aggregate_id])
            else:
                joined.discard(worker.aggregate_id)  # somebody else was first

        for worker in joining:
            try_join(worker)
        return joined.difference(await self._workers.update_many_async(joining, try_join))

    async def would_import_async(self, found: FoundInstances, admits: Admits) -> set[str]:
        """Return the ids of those who would join, and let nobody do so."""
        return {worker.aggregate_id for worker in await self._joining_async(found, admits)}

    async def _joining_async(self, found: FoundInstances, admits: Admits) -> list[CMLWorker]:
        known = {worker.aggregate_id: worker for worker in await self._workers.get_many_async(found.instances)}
        candidates = (known.get(worker_id) or CMLWorker.unborn(worker_id) for worker_id in found.instances)
        return [worker for worker in candidates if admits(worker)]
