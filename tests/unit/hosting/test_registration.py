"""The whole layer is registered, or the start ends."""

import inspect
from dataclasses import dataclass
from typing import Any, ClassVar

import pytest
from neuroglia.core.operation_result import OperationResult
from neuroglia.dependency_injection.service_provider import ServiceCollection
from neuroglia.mediation.mediator import Command, Mediator

from application import registration
from application.errors import StartupError
from application.events.fleet_event_bus import FleetEventBus
from application.handler_index import HandlerIndex
from application.job.job_discovery import JobCatalogue
from application.job.job_run import JobRun
from application.maintenance.event_log_retention_job import EventLogRetentionJob, EventLogRetentionResult
from application.mediator import FleetMediator
from domain.access.principal import Role
from fakes.fake_clock import NOON
from fakes.fake_process import FakeProcess, FakeWorld, settings_with
from fakes.worker_steps import born, measure


@dataclass
class ForgottenCommand(Command[OperationResult[None]]):
    """Nobody handles it."""

    required_role: ClassVar[Role] = Role.VIEWER


def test_start_is_refused_when_a_command_has_no_handler(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is named."""
    classes = [*registration.application_classes(), ForgottenCommand]
    monkeypatch.setattr(registration, "application_classes", lambda: classes)
    with pytest.raises(StartupError, match="nobody handles ForgottenCommand"):
        registration.register(ServiceCollection(), settings_with())


def test_every_class_is_found_when_registered() -> None:
    """Every module is imported; what is abstract is left out."""
    classes = registration.application_classes()
    assert FleetMediator in classes
    assert not any(inspect.isabstract(found) for found in classes)


def test_every_service_can_be_built() -> None:
    """Handlers, jobs, live handlers and hosted services get all they ask for."""
    process = FakeProcess(FakeWorld())
    index: HandlerIndex = process.get(HandlerIndex)
    jobs = [job.job_class for job in process.get(JobCatalogue).jobs]
    for service in (
        *registration.SERVICES,
        *registration.HEALTH_CHECKS,
        *registration.HOSTED,
        *registration.HOSTED_FOR_JOBS,
        *index.requests.values(),
        *index.live,
        *jobs,
    ):
        assert isinstance(process.get(service), service)
    assert process.get(Mediator) is process.get(FleetMediator)


def test_start_is_refused_when_a_handler_lacks_a_service() -> None:
    """It would otherwise fail at its first use, perhaps days later."""
    services = ServiceCollection()
    registration.register(services, settings_with())
    with pytest.raises(Exception, match="failed to resolve service"):
        registration.require_all(services.build())


def test_two_apps_share_no_bus() -> None:
    """Neuroglia's own bus is one for the whole process."""
    one, other = (FakeProcess(FakeWorld()).get(FleetEventBus) for _ in range(2))
    assert one.output_stream is not other.output_stream
    assert one.input_stream is not other.input_stream


async def test_expired_entries_are_removed_when_the_retention_job_runs() -> None:
    """But never the head: the next entry is numbered after it."""
    world = FakeWorld()
    async with FakeProcess(world) as process:
        worker = born(1)
        await process.commit_async(measure(worker, 50.0))
        await process.commit_async(measure(worker, 60.0))
        world.clock.pass_seconds(2 * 3600)
        run: Any = JobRun(job="event-log-retention", scheduled_for=NOON, started_at=NOON)
        result = await process.get(EventLogRetentionJob).run_every(run)
    assert result == EventLogRetentionResult(entries_removed=1)
    assert [entry.entry for entry in world.log.entries] == [1, 3]
