"""OperationStarter: how a command becomes an operation."""

from collections.abc import Mapping, Sequence
from typing import Any

from application.access.acting import acting_id
from application.clock import Clock
from application.operation.recent_operations import RecentOperations
from application.ports.id_generator import IdGenerator
from domain.aggregate import FleetAggregate
from domain.operation.operation import Operation
from domain.operation.operation_repository import OperationRepository
from domain.operation.operation_state import OperationState


class OperationStarter:
    """Saves what was asked for; from then on it happens, whatever becomes of this process and of who asked."""

    def __init__(
        self, operations: OperationRepository, recent: RecentOperations, ids: IdGenerator, clock: Clock
    ) -> None:
        self._operations = operations
        self._recent = recent
        self._ids = ids
        self._clock = clock

    async def start_async(
        self,
        command: str,
        targets: Sequence[str],
        parameters: Mapping[str, Any],
        wait_seconds: float,
        beside: Sequence[FleetAggregate[Any]] = (),
    ) -> OperationState:
        """Start an operation as whoever acts, and save what is new `beside` it in the same commit.

        Return it as it is when it is finished, or after `wait_seconds`.
        """
        operation = Operation.start(
            self._ids.new_id(),
            self._clock.now(),
            command=command,
            requested_by=acting_id(),
            targets=targets,
            parameters=parameters,
        )
        await self._operations.add_with_async(operation, beside)
        return await self._recent.wait_until_finished_async(operation.aggregate_id, wait_seconds) or operation.state
