"""Lets a request through only for who may send it."""

from collections.abc import Awaitable, Callable
from typing import Any

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.pipeline_behavior import PipelineBehavior

from application.access.acting import acting_principal
from domain.access.principal import Role
from domain.errors import PermissionDeniedError

Next = Callable[[], Awaitable[OperationResult[Any]]]


class AuthorizationBehavior(PipelineBehavior[Any, OperationResult[Any]]):
    """Compares the role on the request's class with that of who acts; nobody may do nothing."""

    def __init__(self) -> None:
        """Nothing is needed; neuroglia builds a class with a constructor of its own faster."""

    async def handle_async(self, request: Any, next_handler: Next) -> OperationResult[Any]:
        """Pass the request on, or raise PermissionDeniedError."""
        required: Role = type(request).required_role
        principal = acting_principal()
        if principal is None or principal.role < required:
            raise PermissionDeniedError(f"this needs the role {required.name.lower()}")
        return await next_handler()
