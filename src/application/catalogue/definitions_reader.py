"""DefinitionsReader: the definitions of the controllers that run."""

import asyncio
from collections.abc import Sequence

from application.catalogue.catalogue_readings import CatalogueReadings
from application.catalogue.unread import tell_unread
from application.cml.cml_hosts import CMLHosts
from application.cml.host_turns import HostPool, HostTurns
from application.faults import result_or_error
from application.job.job_run import JobRun
from application.ports.cml_client import CMLClient, CMLHost
from application.ports.cml_errors import CMLUnreachableError
from application.settings import Settings
from domain.catalogue.cml_definitions import CMLDefinitionsReading
from domain.worker.cml_worker import CMLWorker
from domain.worker.cml_worker_state import CMLWorkerState
from domain.worker.worker_status import WorkerStatus


class DefinitionsReader:
    """Asks many at once, each under a deadline of its own; a controller that fails is a warning."""

    def __init__(self, client: CMLClient, hosts: CMLHosts, turns: HostTurns, settings: Settings) -> None:
        self._client = client
        self._hosts = hosts
        self._turns = turns
        self._timeout_seconds = settings.cml_host_timeout_seconds

    async def read_async(self, run: JobRun, workers: Sequence[CMLWorker], readings: CatalogueReadings) -> None:
        """Read those of the workers that run."""
        running = [worker.state for worker in workers if worker.state.status is WorkerStatus.RUNNING]
        asked = [(worker, host) for worker in running if (host := self._hosts.host_of(worker))]
        pool = HostPool(len(asked))
        async with asyncio.TaskGroup() as tasks:
            for worker, host in asked:
                tasks.create_task(self._read_one_async(run, worker, host, pool, readings))

    async def _read_one_async(
        self, run: JobRun, worker: CMLWorkerState, host: CMLHost, pool: HostPool, readings: CatalogueReadings
    ) -> None:
        async with self._turns.turn(pool):
            reading = await result_or_error(self._ask_async(host))
        if isinstance(reading, Exception):
            tell_unread(run, readings, "definitions of nodes and images", worker.name or worker.id, reading)
        else:
            readings.definitions[worker.id] = reading.definitions

    async def _ask_async(self, host: CMLHost) -> CMLDefinitionsReading:
        try:
            return await asyncio.wait_for(self._client.read_definitions_async(host), self._timeout_seconds)
        except TimeoutError as error:
            raise CMLUnreachableError(f"{host.url} takes longer than {self._timeout_seconds:g} s") from error
