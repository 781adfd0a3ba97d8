"""Whether AWS and this machine agree on the time."""

from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from botocore.exceptions import ClientError

from application.clock import Clock
from application.doctor.clock_difference import clock_finding
from application.doctor.finding import Finding, skipped
from domain.errors import SourceUnavailableError
from domain.worker.aws_scope import AwsScope
from integration.aws.aws_call import AwsCall
from integration.aws.aws_clients import AwsClients
from integration.aws.doctor.caller_identity import STS

NOTICED_SECONDS = 5.0
HARMFUL_SECONDS = 240.0
"""Five minutes off, requests are refused: SignatureDoesNotMatch, RequestExpired (IAM User Guide, "SigV4")."""


class AwsClockCheck:
    """Reads the Date header (RFC 9110, 6.6.1; whole seconds) of any answer, a refusal too."""

    name = "AWS clock"

    def __init__(self, scope: AwsScope, clients: AwsClients, clock: Clock) -> None:
        self.subject = scope.account
        self._scope = scope
        self._clients = clients
        self._clock = clock

    async def run_async(self) -> Finding:
        """Ask who we are, and look when the answer was written."""
        call = AwsCall(self._scope, STS, "GetCallerIdentity", _reply_or_refusal, _date_of)
        try:
            written = await self._clients.run(call)
        except SourceUnavailableError as error:
            return skipped(f"not known: {error}")
        if written is None:
            return skipped("the answer has no date")
        return clock_finding("AWS", (self._clock.now() - written).total_seconds(), NOTICED_SECONDS, HARMFUL_SECONDS)


def _reply_or_refusal(client: Any) -> Mapping[str, Any]:
    answer: Mapping[str, Any]
    try:
        answer = client.get_caller_identity()
    except ClientError as error:
        answer = error.response
    return answer


def _date_of(reply: Mapping[str, Any]) -> datetime | None:
    header = reply.get("ResponseMetadata", {}).get("HTTPHeaders", {}).get("date", "")
    try:
        return parsedate_to_datetime(header)
    except ValueError:
        return None
