"""One call of an AWS API, before it is made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from domain.worker.aws_scope import AwsScope

Result_co = TypeVar("Result_co", covariant=True)

EC2 = "ec2"
CLOUDWATCH = "cloudwatch"
S3 = "s3"
PRICING = "pricing"


@dataclass(frozen=True, slots=True)
class AwsCall(Generic[Result_co]):
    """What is asked of which service where.

    `ask` makes the call with a boto3 client and returns its reply; `read` makes a result of that reply, or
    raises SourceReplyInvalidError. Both run in a thread. An order changes something, and is attempted once: whoever
    orders asks again where that makes sense, and AWS would be asked in vain where it has no room. `deadline_seconds`
    is for a call that carries more than a question, None for the deadline of all.
    """

    scope: AwsScope
    service: str
    operation: str
    ask: Callable[[Any], Mapping[str, Any]]
    read: Callable[[Mapping[str, Any]], Result_co]
    is_order: bool = False
    deadline_seconds: float | None = None

    @property
    def action(self) -> str:
        """The permission that the call needs (Service Authorization Reference), like `ec2:DescribeInstances`."""
        return f"{self.service}:{self.operation}"

    @property
    def place(self) -> str:
        """Where it is asked, for messages."""
        return f"region {self.scope.region} of account {self.scope.account}"
