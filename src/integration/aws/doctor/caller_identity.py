"""Who AWS takes the caller for: a question that needs no permission (AWS STS API Reference, GetCallerIdentity)."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from application.ports.source_errors import SourceReplyInvalidError
from domain.worker.aws_scope import AwsScope
from integration.aws.aws_call import AwsCall

STS = "sts"


class Caller(NamedTuple):
    """The twelve digits of the account, and the name (ARN) of the user or role."""

    account_id: str
    arn: str


def caller_identity(scope: AwsScope) -> AwsCall[Caller]:
    """Make the call."""
    return AwsCall(scope, STS, "GetCallerIdentity", lambda client: client.get_caller_identity(), _caller)


def _caller(reply: Mapping[str, Any]) -> Caller:
    account_id, arn = reply.get("Account"), reply.get("Arn")
    if not account_id or not arn:
        raise SourceReplyInvalidError("the reply to sts:GetCallerIdentity names nobody")
    return Caller(str(account_id), str(arn))
