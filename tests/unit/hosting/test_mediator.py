"""The mediator: through all behaviors, in a scope, to the one handler; events to who listens."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar

import pytest
from neuroglia.core.operation_result import OperationResult
from neuroglia.dependency_injection.service_provider import ServiceCollection
from neuroglia.mediation.mediator import Command, CommandHandler
from neuroglia.mediation.pipeline_behavior import PipelineBehavior
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.trace import Tracer
from structlog.testing import capture_logs

from application.behaviors.authorization_behavior import AuthorizationBehavior
from application.behaviors.error_behavior import ErrorBehavior, RefusedResult, refused
from application.behaviors.tracing_behavior import TracingBehavior
from application.clock import Clock
from application.events import live_telling
from application.events.event_handlers import LiveHandler
from application.events.event_position import EventPosition
from application.events.recorded_event import RecordedEvent
from application.handler_index import index_of
from application.mediator import FleetMediator
from domain import errors
from domain.access.principal import Role
from domain.events.fleet_event import FleetEvent
from domain.worker.worker_events import WorkerDomainEvent, WorkerTerminatedDomainEvent
from fakes.fake_clock import NOON


@dataclass
class FailCommand(Command[OperationResult[None]]):
    """Fails with an error."""

    required_role: ClassVar[Role] = Role.VIEWER

    error: Exception


class FailCommandHandler(CommandHandler[FailCommand, OperationResult[None]]):
    """Fails."""

    async def handle_async(self, request: FailCommand) -> OperationResult[None]:
        """Fail."""
        raise request.error


class Deafened(LiveHandler[FleetEvent]):
    """Cannot take anything."""

    async def handle_async(self, notification: RecordedEvent) -> None:
        """Fail."""
        raise KeyError("deaf")


class Listener(LiveHandler[WorkerDomainEvent]):
    """Hears of workers."""

    def __init__(self) -> None:
        self.heard: list[RecordedEvent] = []

    async def handle_async(self, notification: RecordedEvent) -> None:
        """Hear."""
        self.heard.append(notification)


def app_with(*behaviors: type[PipelineBehavior[Any, Any]], registered: Sequence[type] = ()) -> tuple[Any, Listener]:
    """A mediator of an app of its own, and its listener."""
    services, listener = ServiceCollection(), Listener()
    services.add_singleton(Tracer, singleton=TracerProvider().get_tracer("test"))
    services.add_transient(FailCommandHandler)
    services.add_singleton(Deafened)
    services.add_singleton(Listener, singleton=listener)
    for behavior in registered:
        services.add_singleton(behavior)
    index = index_of([FailCommandHandler, Deafened, Listener])
    return FleetMediator(services.build(), index, behaviors, Clock()), listener


def event(sequence: int) -> RecordedEvent:
    """An event of a worker."""
    happened = WorkerTerminatedDomainEvent(aggregate_id="w", created_at=NOON, status_reason="")
    return RecordedEvent(
        EventPosition("5eed0001", sequence),
        happened.category,
        happened.short_type,
        "w",
        {"subject": "w", "data": {}},
        lambda *_: happened,
    )


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.NotFoundError("none"), HTTPStatus.NOT_FOUND),
        (errors.ConflictError("no"), HTTPStatus.CONFLICT),
        (errors.PermissionDeniedError("no"), HTTPStatus.FORBIDDEN),
        (errors.InvalidCursorError(), HTTPStatus.BAD_REQUEST),
        (errors.InvalidRequestError("no", "name"), HTTPStatus.UNPROCESSABLE_ENTITY),
        (errors.SourceUnavailableError("away"), HTTPStatus.SERVICE_UNAVAILABLE),
        (errors.DomainError("no"), HTTPStatus.BAD_REQUEST),
    ],
)
async def test_refusal_is_a_result_when_the_domain_refuses(error: errors.DomainError, status: HTTPStatus) -> None:
    """Each error has its status, its sentence, and the trace it happened in."""
    mediator, _ = app_with(TracingBehavior, ErrorBehavior, registered=(TracingBehavior, ErrorBehavior))
    result = await mediator.execute_async(FailCommand(error))
    assert isinstance(result, RefusedResult)
    assert (result.status, result.detail, result.error, result.data) == (status, str(error), error, None)
    assert len(result.trace_id) == 32


def test_refusal_has_no_trace_when_there_is_none() -> None:
    """An id of zeroes would lead nowhere."""
    assert refused(errors.NotFoundError("none")).trace_id == ""


async def test_error_goes_on_when_nobody_expected_it() -> None:
    """It is a fault of the service and must be seen at its edge."""
    mediator, _ = app_with(ErrorBehavior, registered=(ErrorBehavior,))
    with pytest.raises(ZeroDivisionError):
        await mediator.execute_async(FailCommand(ZeroDivisionError()))


async def test_command_is_not_run_when_a_behavior_cannot_be_built() -> None:
    """Without its authorization a command must fail, not run."""
    mediator, _ = app_with(AuthorizationBehavior)
    with pytest.raises(Exception, match="AuthorizationBehavior"):
        await mediator.execute_async(FailCommand(errors.ConflictError("it ran")))


async def test_others_hear_when_a_live_handler_fails() -> None:
    """The fault is logged with the event's position, and harms nobody."""
    mediator, listener = app_with()
    with capture_logs() as lines:
        await mediator.publish_async(first := event(1))
        await mediator.publish_async(second := event(2))
    assert listener.heard == [first, second]
    assert [(line["event"], line["handler"], line["event_id"]) for line in lines] == [
        ("event_handler_failed", "Deafened", "5eed0001-1"),
        ("event_handler_failed", "Deafened", "5eed0001-2"),
    ]


async def test_two_apps_in_one_process_share_nothing() -> None:
    """What is told in one is not heard in the other, and neither knows the other's handlers."""
    (one, first), (_, second) = app_with(), app_with()
    await one.publish_async(event(1))
    assert (len(first.heard), len(second.heard)) == (1, 0)
    empty = FleetMediator(ServiceCollection().build(), index_of([]), (), Clock())
    with pytest.raises(KeyError):
        await empty.execute_async(FailCommand(KeyError()))


class Dawdler(LiveHandler[FleetEvent]):
    """Takes ten seconds for each event."""

    async def handle_async(self, notification: RecordedEvent) -> None:
        """Dawdle."""
        await asyncio.sleep(10)


async def test_others_hear_in_time_when_a_live_handler_takes_ten_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred events cost the others the deadline of one."""
    monkeypatch.setattr(live_telling, "DEADLINE_SECONDS", 0.01)
    services, listener = ServiceCollection(), Listener()
    services.add_singleton(Dawdler)
    services.add_singleton(Listener, singleton=listener)
    mediator = FleetMediator(services.build(), index_of([Dawdler, Listener]), (), Clock())
    async with asyncio.timeout(5):
        for sequence in range(1, 101):
            await mediator.publish_async(event(sequence))
    assert [heard.sequence for heard in listener.heard] == list(range(1, 101))
