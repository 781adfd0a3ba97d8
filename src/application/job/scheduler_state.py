"""SchedulerState: who keeps the schedules."""

from application.job.job_clock import LEASE
from application.job.scheduler_dto import SchedulerDto, leads
from application.ports.leases import Lease, Leases
from application.process_name import ProcessName
from application.settings import Settings


class SchedulerState:
    """As the lease says, whichever process has it."""

    def __init__(self, leases: Leases, process: ProcessName, settings: Settings) -> None:
        self._leases = leases
        self._process = process
        self._settings = settings

    async def lease_async(self) -> Lease | None:
        """Return the lease, over or not."""
        return await self._leases.find_async(LEASE)

    async def show_async(self) -> SchedulerDto:
        """Return what is shown of it."""
        lease = await self.lease_async()
        return SchedulerDto(
            leader=lease.holder if lease else "",
            leads=leads(lease),
            term=lease.term if lease else 0,
            seconds_left=round(max(0.0, lease.seconds_left), 1) if lease else 0.0,
            process=self._process.name,
            roles=sorted(self._settings.roles),
            max_concurrent_executions=self._settings.max_concurrent_executions,
        )
