"""AwsFactsReader: images and instance types of every account and region that uses any."""

import asyncio
from collections.abc import Mapping, Sequence

from application.catalogue.catalogue_readings import EC2_TYPES, CatalogueReadings
from application.catalogue.image_facts import note_images, warn_of_templates
from application.catalogue.unread import tell_unread
from application.catalogue.wanted_facts import WantedFacts, WantedInScope
from application.faults import fault_of
from application.job.job_run import JobRun
from application.ports.ec2_client import EC2Client
from domain.worker.aws_scope import AwsScope

SCOPES_AT_ONCE = 8
NOT_OFFERED = "the instance type is not offered in the region"
OVER_BUDGET = "images and instance types were not read, since the budget of calls is spent"


class AwsFactsReader:
    """A scope that fails is a warning, and keeps no other from being read."""

    def __init__(self, ec2: EC2Client) -> None:
        self._ec2 = ec2

    async def read_async(self, run: JobRun, wanted: WantedFacts, readings: CatalogueReadings) -> None:
        """Read them, some scopes at once, until all are read or the budget is spent."""
        scopes, read = list(wanted.by_scope), set[AwsScope]()
        while scopes and not run.is_over_budget:
            now, scopes = scopes[:SCOPES_AT_ONCE], scopes[SCOPES_AT_ONCE:]
            read |= await self._read_some_async(run, now, wanted.by_scope, readings)
        if scopes:
            run.warn(OVER_BUDGET, *map(place, scopes))
        warn_of_templates(run, wanted, readings, read)

    async def _read_some_async(
        self,
        run: JobRun,
        scopes: Sequence[AwsScope],
        wanted: Mapping[AwsScope, WantedInScope],
        readings: CatalogueReadings,
    ) -> set[AwsScope]:
        async with asyncio.TaskGroup() as tasks:
            reading = {
                scope: tasks.create_task(fault_of(self._read_scope_async(run, scope, wanted[scope], readings)))
                for scope in scopes
            }
        faults = {scope: fault for scope, task in reading.items() if (fault := task.result())}
        for scope, fault in faults.items():
            tell_unread(run, readings, "images and instance types", place(scope), fault)
        return set(scopes) - set(faults)

    async def _read_scope_async(
        self, run: JobRun, scope: AwsScope, wanted: WantedInScope, readings: CatalogueReadings
    ) -> None:
        if wanted.image_ids:
            names = await self._ec2.read_image_names_async(scope, wanted.image_ids)
            note_images(run, scope, wanted, names, readings)
        facts = await self._ec2.read_instance_types_async(scope, wanted.instance_types) if wanted.instance_types else {}
        for name in facts:
            readings.note(name, facts[name], EC2_TYPES)
        for name in sorted(wanted.instance_types - facts.keys()):
            run.warn(NOT_OFFERED, f"{name} ({scope.region})")


def place(scope: AwsScope) -> str:
    """Name a scope for people."""
    return f"{scope.region} of {scope.account}"
