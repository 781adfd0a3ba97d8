"""The port through which operations are loaded and committed."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from neuroglia.data.infrastructure.abstractions import Repository

from domain.aggregate import FleetAggregate
from domain.operation.operation import Operation
from domain.operation.operation_state import OperationState


class OperationRepository(Repository[Operation, str], ABC):
    """Operations as their events made them. Saving means: the events into the log first, then the states."""

    @abstractmethod
    async def add_with_async(self, operation: Operation, beside: Sequence[FleetAggregate[Any]]) -> None:
        """Commit a new operation, and what is new beside it, as one commit."""

    @abstractmethod
    async def list_async(self, started_before: str | None, limit: int) -> Sequence[OperationState]:
        """Return the newest operations, the newest first; with `started_before`, an id, those older than it."""
