"""Whether AWS knows the credentials, and as whom."""

from application.doctor.finding import Finding, ok, skipped, warning
from application.ports.source_errors import SourceReplyInvalidError, SourceUnauthorizedError
from domain.errors import SourceUnavailableError
from domain.worker.aws_scope import AwsScope
from integration.aws.aws_clients import AwsClients
from integration.aws.doctor.aws_findings import REACH, finding_of
from integration.aws.doctor.caller_identity import caller_identity


class IdentityCheck:
    """Asks with the credentials themselves, before any role."""

    name = "AWS identity"

    def __init__(self, scope: AwsScope, clients: AwsClients) -> None:
        self.subject = scope.account
        self._scope = scope
        self._clients = clients

    async def run_async(self) -> Finding:
        """Name the account. A simulator need not know; an STS out of reach says nothing of EC2."""
        try:
            caller = await self._clients.run(caller_identity(self._scope))
        except SourceUnauthorizedError as error:
            return finding_of(error)
        except SourceReplyInvalidError:
            return skipped("the endpoint in CML_FLEET_AWS_ENDPOINT_URL does not say: it has no STS")
        except SourceUnavailableError as error:
            return warning(str(error), REACH)
        return ok(f"account {caller.account_id}, as {caller.arn}", account_id=caller.account_id, arn=caller.arn)
