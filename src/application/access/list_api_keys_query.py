"""ListApiKeysQuery: every API key, without secrets."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler

from domain.access.api_key import ApiKey, ApiKeyRepository
from domain.access.principal import Role


@dataclass(frozen=True, slots=True)
class ListApiKeysQuery(Query[OperationResult[Sequence[ApiKey]]]):
    """All of them, oldest first."""

    required_role: ClassVar[Role] = Role.ADMIN


class ListApiKeysQueryHandler(QueryHandler[ListApiKeysQuery, OperationResult[Sequence[ApiKey]]]):
    """Also those that expired or were revoked."""

    def __init__(self, keys: ApiKeyRepository) -> None:
        self._keys = keys

    async def handle_async(self, request: ListApiKeysQuery) -> OperationResult[Sequence[ApiKey]]:  # noqa: ARG002  # asks all
        """Return the keys."""
        return self.ok(await self._keys.list_async())
