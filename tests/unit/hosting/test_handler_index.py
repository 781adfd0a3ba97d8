"""Handlers are found by what they say they handle, or the start ends."""

from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

import pytest
from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler, Query, QueryHandler, RequestHandler

from application.errors import StartupError
from application.events.event_handlers import DurableHandler, LiveHandler
from application.events.recorded_event import RecordedEvent
from application.handler_index import index_of, requests_without_handler
from domain.access.principal import Role
from domain.events.fleet_event import FleetEvent
from domain.telemetry.fleet_refresh_completed import FleetRefreshCompletedDomainEvent
from domain.worker.worker_events import WorkerDomainEvent, WorkerRemovedDomainEvent

TEvent = TypeVar("TEvent", bound=FleetEvent)


@dataclass
class PaintCommand(Command[OperationResult[None]]):
    """Paints."""

    required_role: ClassVar[Role] = Role.VIEWER


class PaintCommandHandler(CommandHandler[PaintCommand, OperationResult[None]]):
    """Handles it."""

    async def handle_async(self, request: PaintCommand) -> OperationResult[None]:
        """Paint."""
        return self.no_content()


class OtherPaintCommandHandler(PaintCommandHandler):
    """Handles it, too."""


@dataclass
class OpenQuery(Query[OperationResult[None]]):
    """States no role."""


class OpenQueryHandler(QueryHandler[OpenQuery, OperationResult[None]]):
    """Handles it."""


class StrangeHandler(RequestHandler[str, OperationResult[None]]):  # type: ignore[type-var]
    """Handles what is no request."""


class SilentHandler(LiveHandler):  # type: ignore[type-arg]
    """Does not say what it wants to hear."""


class VagueHandler(LiveHandler[TEvent]):
    """Says it with a variable."""


class WorkerListener(LiveHandler[WorkerDomainEvent]):
    """Hears of workers."""

    async def handle_async(self, notification: RecordedEvent) -> None:
        """Hear."""


class Archive(DurableHandler[FleetEvent]):
    """Hears of everything, in one process at a time."""

    async def handle_async(self, notification: RecordedEvent) -> None:
        """Hear."""


class SilentArchive(DurableHandler):  # type: ignore[type-arg]
    """Does not say what it wants to be told."""


@pytest.mark.parametrize(
    ("classes", "complaint"),
    [
        ([PaintCommandHandler, OtherPaintCommandHandler], "PaintCommand has two handlers"),
        ([OpenQueryHandler], "OpenQuery does not state its required_role"),
        ([StrangeHandler], "StrangeHandler handles str, which is neither command nor query"),
        ([SilentHandler], "SilentHandler does not say what it handles"),
        ([VagueHandler], "VagueHandler does not say what it handles"),
        ([SilentArchive], "SilentArchive does not say what it handles"),
    ],
)
def test_start_is_refused_when_a_handler_would_fail_later(classes: list[type[Any]], complaint: str) -> None:
    """The sentence names the class that must be mended."""
    with pytest.raises(StartupError, match=complaint):
        index_of(classes)


def test_command_is_named_when_nobody_handles_it() -> None:
    """It would fail at its first use."""
    index = index_of([PaintCommandHandler])
    assert requests_without_handler([PaintCommand, OpenQuery, str], index) == ["OpenQuery"]


def test_live_handler_hears_subclasses_of_what_it_wants() -> None:
    """A handler of a base class is told of every event below it, and of no other."""
    index = index_of([WorkerListener, PaintCommandHandler, Archive, int])
    assert index.live_for(WorkerRemovedDomainEvent) == [WorkerListener]
    assert index.live_for(FleetRefreshCompletedDomainEvent) == []
    assert index.requests == {PaintCommand: PaintCommandHandler}
    assert index.durable == {Archive: FleetEvent}
