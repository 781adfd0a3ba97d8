"""SetJobParamsCommand: change what a job's runs get, and how late they may begin."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.job.job_changes import JobChanges
from application.job.job_dto import JobDetailsDto
from application.job.job_plan import JobPlan
from domain.access.principal import Role
from domain.errors import InvalidRequestError, InvalidValuesError
from domain.job.job_configuration import JobConfiguration

PARAMS, GRACE = "params", "misfire_grace_seconds"
LONGEST_GRACE_SECONDS = 7 * 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class SetJobParamsCommand(Command[OperationResult[JobDetailsDto]]):
    """`changes` may hold `params`, in place of all that were set before, and `misfire_grace_seconds`; None unsets."""

    required_role: ClassVar[Role] = Role.OPERATOR

    job_id: str
    changes: Mapping[str, Any]
    expected_versions: Collection[int] | None = None


class SetJobParamsCommandHandler(CommandHandler[SetJobParamsCommand, OperationResult[JobDetailsDto]]):
    """They hold for runs that are queued from now on; a trigger's own params go over them."""

    def __init__(self, changes: JobChanges) -> None:
        self._changes = changes

    async def handle_async(self, request: SetJobParamsCommand) -> OperationResult[JobDetailsDto]:
        """InvalidRequestError, NotFoundError, PermissionDeniedError, PreconditionFailedError, ConflictError."""

        def change(plan: JobPlan) -> JobConfiguration:
            if faults := [*_params_faults(plan, request.changes), *_grace_faults(request.changes)]:
                raise InvalidValuesError(faults, "invalid_params")
            return replace(plan.configuration, **{**request.changes, **_set_params(request.changes)})

        return self.ok(await self._changes.change_async(request.job_id, change, request.expected_versions))


def _set_params(changes: Mapping[str, Any]) -> dict[str, Any]:
    return {PARAMS: dict(changes[PARAMS] or {})} if PARAMS in changes else {}


def _params_faults(plan: JobPlan, changes: Mapping[str, Any]) -> list[tuple[str, str]]:
    if not changes.get(PARAMS):
        return []
    try:
        plan.job.checked_params(changes[PARAMS])
    except InvalidValuesError as error:
        return list(error.faults)
    except InvalidRequestError as error:
        return [(error.pointer, str(error))]
    return []


def _grace_faults(changes: Mapping[str, Any]) -> list[tuple[str, str]]:
    seconds = changes.get(GRACE)
    if seconds is None or 1 <= seconds <= LONGEST_GRACE_SECONDS:
        return []
    return [(f"/{GRACE}", f"give 1 to {LONGEST_GRACE_SECONDS} seconds")]
