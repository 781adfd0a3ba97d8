"""The durable handler that carries out operations."""

import asyncio
from collections.abc import Mapping
from typing import ClassVar

from neuroglia.dependency_injection.service_provider import ServiceProviderBase

from application.clock import Clock
from application.events.event_handlers import DurableHandler
from application.events.recorded_event import RecordedEvent
from application.operation.operation_work import OperationWorks
from domain.errors import DomainError, SourceUnavailableError
from domain.operation.operation import Operation
from domain.operation.operation_events import OperationStartedDomainEvent
from domain.operation.operation_repository import OperationRepository
from domain.operation.target_result import TargetResult


class UnknownCommandError(DomainError):
    """A newer version of the service accepted the operation."""

    code = "unknown_command"


class RunOperationHandler(DurableHandler[OperationStartedDomainEvent]):
    """Begins what was started and not finished: told again after a kill, it goes on with the targets that wait."""

    side_by_side: ClassVar[int] = 50
    timeout_seconds: ClassVar[float | None] = 6 * 3600

    def __init__(
        self, services: ServiceProviderBase, works: OperationWorks, operations: OperationRepository, clock: Clock
    ) -> None:
        self._services = services
        self._works = works
        self._operations = operations
        self._clock = clock

    async def handle_async(self, notification: RecordedEvent) -> None:
        """Carry the operation out; SourceUnavailableError when that has to wait."""
        operation = await self._operations.get_async(notification.subject)
        if operation is None or operation.state.finished:
            return
        try:
            await self._work(operation)
        except SourceUnavailableError:
            raise
        except DomainError as error:
            operation.fail(error.code, str(error), self._clock.now())
        else:
            operation.complete(self._clock.now())
        await self._operations.update_async(operation)

    async def give_up_async(self, notification: RecordedEvent) -> None:
        """End the operation, so that nobody waits for it: what is left of it is not done."""
        operation = await self._operations.get_async(notification.subject)
        if operation is not None:
            if work := self._works.by_command.get(operation.state.command):
                async with self._services.create_async_scope() as scope:
                    await scope.get_service_provider().get_required_service(work).give_up_async(operation)
            operation.fail("gave_up", "it could not be carried out, however often it was tried", self._clock.now())
            await self._operations.update_async(operation)

    async def _work(self, operation: Operation) -> None:
        saving = asyncio.Lock()

        async def report(results: Mapping[str, TargetResult]) -> None:
            async with saving:
                operation.progress(results, self._clock.now())
                await self._operations.update_async(operation)

        work = self._works.by_command.get(operation.state.command)
        if work is None:
            raise UnknownCommandError(f"this version of the service cannot carry out {operation.state.command}")
        async with self._services.create_async_scope() as scope:
            await scope.get_service_provider().get_required_service(work).run_async(operation, report)
