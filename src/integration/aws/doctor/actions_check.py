"""Whether a service of one region may be asked what it has to be asked."""

from collections.abc import Sequence

from application.doctor.finding import Finding, Outcome, failed, ok
from domain.worker.aws_scope import AwsScope
from integration.aws.aws_clients import AwsClients
from integration.aws.doctor.aws_findings import finding_of
from integration.aws.doctor.iam_policy import policy_of
from integration.aws.doctor.needed_actions import ALL_ACTIONS, NeededAction
from integration.aws.doctor.tried_actions import missing_actions, try_actions_async


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
        errors = await try_actions_async(self._clients, self._scope, self._actions)
        if missing := missing_actions(errors):
            cure = "allow it to the credentials in use" if len(missing) == 1 else "allow them to the credentials in use"
            policy = policy_of(list(dict.fromkeys([*ALL_ACTIONS, *self._names])))
            return failed(f"not allowed: {', '.join(missing)}", cure, missing_actions=missing, policy=policy)
        if errors:
            return _worst([finding_of(error) for error in errors.values()])
        return ok(f"answers to {', '.join(self._names)}")

    @property
    def _names(self) -> list[str]:
        return [needed.action for needed in self._actions]


def _worst(findings: Sequence[Finding]) -> Finding:
    return next((finding for finding in findings if finding.outcome is Outcome.FAILED), findings[0])
