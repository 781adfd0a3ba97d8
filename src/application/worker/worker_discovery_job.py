"""worker-discovery: instances that look like workers become workers by themselves."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from application.job.background_job import RecurrentBackgroundJob
from application.job.backgroundjob import backgroundjob
from application.job.job_run import JobResult, JobRun
from application.ports.ec2_client import InstanceCriteria
from application.settings import Settings
from application.worker.aws_scopes import AwsScopes
from application.worker.discovery_troubles import DiscoveryTroubles
from application.worker.found_import import FoundImport
from application.worker.instance_search import FoundInstances, InstanceSearch, ScopeTrouble
from domain.worker.cml_worker import CMLWorker


def criteria_of(settings: Settings) -> InstanceCriteria:
    """What the settings look for."""
    return InstanceCriteria(
        ami_ids=settings.discovery_ami_ids,
        ami_names=settings.discovery_ami_names,
        tags=settings.discovery_tags,
        vpc_ids=settings.discovery_vpc_ids,
    )


def is_wanted(settings: Settings) -> bool:
    """Whether there is anything to look for; without a filter a whole region would be imported."""
    criteria = criteria_of(settings)
    anything = criteria.ami_ids or criteria.ami_names or criteria.tags or criteria.vpc_ids
    return settings.worker_monitoring_enabled and bool(anything)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerDiscoveryResult(JobResult):
    """What was found."""

    instances_found: Annotated[int, Field(ge=0, description="instances that look like workers")]
    workers_imported: Annotated[int, Field(ge=0, description="workers that are new")]
    errors_count: Annotated[int, Field(ge=0, description="regions of accounts that could not be searched")]


@backgroundjob(
    task_type="recurrent",
    interval=lambda live: live.intervals.worker_discovery_seconds,
    timeout_seconds=300,
    run_at_start=True,
    enabled=is_wanted,
    can_dry_run=True,
)
class WorkerDiscoveryJob(RecurrentBackgroundJob):
    """Import what is new in all accounts and regions, but never what a person has removed.

    What vanished is told by the collection of metrics, which looks twice before it believes that.
    """

    def __init__(
        self,
        scopes: AwsScopes,
        search: InstanceSearch,
        found_import: FoundImport,
        troubles: DiscoveryTroubles,
        settings: Settings,
    ) -> None:
        self._scopes = scopes
        self._search = search
        self._import = found_import
        self._troubles = troubles
        self._criteria = criteria_of(settings)

    async def run_every(self, run: JobRun) -> WorkerDiscoveryResult:
        """Search, and import in one commit; a scope that fails is a warning."""
        found = await self._search.search_async(self._scopes.all, self._criteria)
        joined = await self._join_async(found, dry_run=run.dry_run)
        self._troubles.tell_changes(found.troubles)
        for trouble in found.troubles:
            run.warn(_warning(trouble))
        return WorkerDiscoveryResult(
            instances_found=len(found.instances), workers_imported=len(joined), errors_count=len(found.troubles)
        )

    async def _join_async(self, found: FoundInstances, *, dry_run: bool) -> set[str]:
        def is_new(worker: CMLWorker) -> bool:
            return worker.is_new

        if dry_run:
            return await self._import.would_import_async(found, is_new)
        return await self._import.import_async(found, is_new, CMLWorker.discover)


def _warning(trouble: ScopeTrouble) -> str:
    return f"{trouble.scope.region} of {trouble.scope.account} was not searched: {trouble.message}"
