"""ListCMLCredentialsQuery: which credentials are kept, without secrets."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler

from application.cml.cml_credentials_dto import CMLCredentialsDto, told
from domain.access.principal import Role
from domain.cml.cml_credentials import CMLCredentialsRepository


@dataclass(frozen=True, slots=True)
class ListCMLCredentialsQuery(Query[OperationResult[Sequence[CMLCredentialsDto]]]):
    """All of them, but those of the settings."""

    required_role: ClassVar[Role] = Role.ADMIN


class ListCMLCredentialsQueryHandler(
    QueryHandler[ListCMLCredentialsQuery, OperationResult[Sequence[CMLCredentialsDto]]]
):
    """Groups first, then single workers, by id."""

    def __init__(self, repository: CMLCredentialsRepository) -> None:
        self._repository = repository

    async def handle_async(
        self,
        request: ListCMLCredentialsQuery,  # noqa: ARG002  # asks all
    ) -> OperationResult[Sequence[CMLCredentialsDto]]:
        """Return what is told of each."""
        return self.ok([told(credentials) for credentials in await self._repository.list_async()])
