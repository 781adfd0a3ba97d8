"""Whether a service of one region may be asked what it has to be asked."""

import asyncio
from collections.abc import Sequence

from application.doctor.finding import Finding, Outcome, failed, ok
from application.ports.source_errors import SourceUnauthorizedError
from domain.errors import SourceUnavailableError
from domain.worker.aws_scope import AwsScope
from integration.aws.aws_call import AwsCall
from integration.aws.aws_clients import AwsClients
from integration.aws.doctor.aws_findings import finding_of
from integration.aws.doctor.iam_policy import policy_of
from integration.aws.doctor.needed_actions import ALL_ACTIONS, NeededAction


class ActionsCheck:
    """Tries each action, and names those that are not allowed."""

    def __init__(self, name: str, scope: AwsScope, actions: Sequence[NeededAction], clients: AwsClients) -> None:
        self.name = name
        self.subject = f"{scope.region} of {scope.account}"
        self._scope = scope
        self._actions = actions
        self._clients = clients

    async def run_async(self) -> Finding:
        """Try them side by side."""
        async with asyncio.TaskGroup() as group:
            tasks = {needed.action: group.create_task(self._try(needed)) for needed in self._actions}
        errors = {action: error for action, task in tasks.items() if (error := task.result())}
        missing = [_missing(action, error) for action, error in errors.items() if _is_missing(error)]
        if missing:
            words = ", ".join(missing)
            cure = "allow it to the credentials in use" if len(missing) == 1 else "allow them to the credentials in use"
            return failed(f"not allowed: {words}", cure, missing_actions=missing, policy=policy_of(ALL_ACTIONS))
        if errors:
            return _worst([finding_of(error) for error in errors.values()])
        return ok(f"answers to {', '.join(tasks)}")

    async def _try(self, needed: NeededAction) -> SourceUnavailableError | None:
        call = AwsCall(self._scope, needed.service, needed.operation, needed.ask, lambda _: None)
        try:
            await self._clients.run(call)
        except SourceUnavailableError as error:
            return error
        return None


def _is_missing(error: SourceUnavailableError) -> bool:
    return isinstance(error, SourceUnauthorizedError) and error.missing_action is not None


def _missing(action: str, error: SourceUnavailableError) -> str:
    return getattr(error, "missing_action", None) or action


def _worst(findings: Sequence[Finding]) -> Finding:
    return next((finding for finding in findings if finding.outcome is Outcome.FAILED), findings[0])
