"""JobPlan: how a job runs now, from what its code says and what somebody changed of that."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from application.clock import Clock
from application.job.job_declaration import JobDeclaration
from application.job.job_discovery import JobCatalogue
from application.live.live_settings import LiveSettings
from application.settings import Settings
from domain.errors import NotFoundError
from domain.job.job_configuration import JobConfiguration, JobConfigurations
from domain.job.schedule import Schedule

RECENT_SECONDS = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class JobPlan:
    """What holds. `schedule` is None for a job that runs only when it is triggered."""

    job: JobDeclaration
    configuration: JobConfiguration
    enabled: bool
    schedule: Schedule | None

    @property
    def name(self) -> str:
        """The job's name."""
        return self.job.name

    @property
    def slots(self) -> Schedule | None:
        """The schedule, where it is kept: None while the job is disabled."""
        return self.schedule if self.enabled else None

    @property
    def params(self) -> Mapping[str, Any]:
        """What runs of the schedule get."""
        return self.configuration.params

    @property
    def grace_seconds(self) -> float:
        """How late a run of a slot may begin."""
        changed = self.configuration.misfire_grace_seconds
        return self.job.grace_seconds(self.schedule) if changed is None else changed


class JobPlans:
    """Reads what was changed each time: there are few jobs, and what one process changes holds in all."""

    def __init__(
        self,
        catalogue: JobCatalogue,
        configurations: JobConfigurations,
        live: LiveSettings,
        settings: Settings,
        clock: Clock,
    ) -> None:
        self._jobs = {job.name: job for job in catalogue.jobs}
        self._configurations = configurations
        self._live = live
        self._settings = settings
        self._clock = clock
        self._recent: tuple[float, dict[str, JobPlan]] | None = None

    @property
    def names(self) -> list[str]:
        """The jobs there are."""
        return list(self._jobs)

    def declared(self, name: str) -> JobDeclaration | None:
        """Return what the code says of a job; None where this process has no such job."""
        return self._jobs.get(name)

    async def load_async(self) -> dict[str, JobPlan]:
        """Return the plan of each job by its name; who is seen for the first time is counted from now on."""
        known = {each.job: each for each in await self._configurations.list_async()}
        for name in self._jobs:
            if name not in known:
                known[name] = JobConfiguration(job=name, counted_from=self._clock.now())
                await self._configurations.add_async(known[name])
        return {name: self._plan(job, known[name]) for name, job in self._jobs.items()}

    async def recent_async(self) -> dict[str, JobPlan]:
        """Return the plans as they were half a second ago at the most."""
        now = self._clock.monotonic_seconds()
        if self._recent is None or now - self._recent[0] >= RECENT_SECONDS:
            self._recent = now, await self.load_async()
        return self._recent[1]

    async def get_async(self, name: str) -> JobPlan:
        """Return the plan of one; NotFoundError where there is no such job."""
        plan = (await self.load_async()).get(name)
        if plan is None:
            raise NotFoundError(f"there is no such job; the jobs are {', '.join(self.names)}")
        return plan

    def _plan(self, job: JobDeclaration, configuration: JobConfiguration) -> JobPlan:
        declared = job.is_enabled(self._settings)
        return JobPlan(
            job=job,
            configuration=configuration,
            enabled=declared if configuration.enabled is None else configuration.enabled,
            schedule=configuration.schedule or job.schedule(self._live.now),
        )
