"""Whether the role of an account can be assumed."""

from application.doctor.finding import Finding, failed, ok
from application.ports.source_errors import SourceUnauthorizedError
from domain.errors import SourceUnavailableError
from domain.worker.aws_scope import AwsScope
from integration.aws.aws_clients import AwsClients
from integration.aws.doctor.aws_findings import finding_of
from integration.aws.doctor.caller_identity import caller_identity
from integration.aws.doctor.iam_policy import policy_of

ASSUME_ROLE = "sts:AssumeRole"


class RoleCheck:
    """Assumes it, and asks AWS as whom it acts then."""

    name = "AWS role"

    def __init__(self, scope: AwsScope, role_arn: str, clients: AwsClients) -> None:
        self.subject = scope.account
        self._scope = scope
        self._role_arn = role_arn
        self._clients = clients

    async def run_async(self) -> Finding:
        """Assume it."""
        try:
            caller = await self._clients.run(caller_identity(self._scope))
        except SourceUnauthorizedError as error:
            return self._refused() if error.missing_action == ASSUME_ROLE else finding_of(error)
        except SourceUnavailableError as error:
            return finding_of(error)
        sentence = f"{self._role_arn} can be assumed: account {caller.account_id}"
        return ok(sentence, account_id=caller.account_id, arn=caller.arn)

    def _refused(self) -> Finding:
        cure = f"allow {ASSUME_ROLE} on it to the credentials, and name them (and the external id) in its trust policy"
        policy = policy_of([ASSUME_ROLE], self._role_arn)
        return failed(f"{self._role_arn} cannot be assumed", cure, missing_actions=[ASSUME_ROLE], policy=policy)
