"""Translating botocore's errors into source errors."""

from typing import Any

import pytest
from botocore import exceptions as botocore

from application.ports.source_errors import (
    RequestRefusedError,
    SourceReplyInvalidError,
    SourceThrottledError,
    SourceUnauthorizedError,
    SourceUnreachableError,
)
from domain.worker.aws_scope import AwsScope
from integration.aws.aws_call import AwsCall
from integration.aws.aws_error_codes import CREDENTIAL_CURES, FORBIDDEN_CODES, THROTTLED_CODES
from integration.aws.aws_errors import UnknownInstancesError, source_error_of

CALL = AwsCall(AwsScope("training", "eu-west-1"), "ec2", "DescribeInstances", dict, dict)


def refused(code: str, message: str = "", status: int = 400, operation: str = "DescribeInstances") -> Any:
    """Make the error that botocore raises for a refusal."""
    response = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return botocore.ClientError(response, operation)


@pytest.mark.parametrize("code", sorted(THROTTLED_CODES))
@pytest.mark.parametrize("status", [400, 503])
def test_throttles_when_the_code_says_so(code: str, status: int) -> None:
    """A throttled call is no outage, whatever its HTTP status."""
    error = source_error_of(refused(code, status=status), CALL)
    assert isinstance(error, SourceThrottledError)
    assert error.retry_after_seconds == 5


def test_throttles_when_only_the_status_says_so() -> None:
    """HTTP 429 is enough."""
    assert isinstance(source_error_of(refused("Novelty", status=429), CALL), SourceThrottledError)


@pytest.mark.parametrize("code", sorted(FORBIDDEN_CODES))
def test_names_the_action_when_the_message_does_or_not(code: str) -> None:
    """The action comes from AWS's message, else from the call that was refused."""
    told = source_error_of(refused(code, "x is not authorized to perform: ec2:DescribeTags because"), CALL)
    untold = source_error_of(refused(code, "no"), CALL)
    role = source_error_of(refused(code, "no", operation="AssumeRole"), CALL)
    errors = [error for error in (told, untold, role) if isinstance(error, SourceUnauthorizedError)]
    actions = ["ec2:DescribeTags", "ec2:DescribeInstances", "sts:AssumeRole"]
    assert [error.missing_action for error in errors] == actions
    assert all(f"allow {action}" in str(error) for action, error in zip(actions, errors, strict=True))


@pytest.mark.parametrize("code", sorted(CREDENTIAL_CURES))
def test_says_the_cure_when_credentials_are_refused(code: str) -> None:
    """The operator reads what to do, and where."""
    error = source_error_of(refused(code, "secret detail", 403), CALL)
    assert isinstance(error, SourceUnauthorizedError)
    assert CREDENTIAL_CURES[code] in str(error)
    assert "region eu-west-1 of account training" in str(error)
    assert "secret detail" not in str(error)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (refused("InternalError", status=500), SourceUnreachableError),
        (refused("InvalidParameterValue"), RequestRefusedError),
        (refused("InsufficientInstanceCapacity", status=500), RequestRefusedError),
        (refused(""), RequestRefusedError),
        (botocore.NoCredentialsError(), SourceUnauthorizedError),
        (botocore.CredentialRetrievalError(provider="iam-role", error_msg="gone"), SourceUnauthorizedError),
        (botocore.UnauthorizedSSOTokenError(), SourceUnauthorizedError),
        (botocore.EndpointConnectionError(endpoint_url="http://x"), SourceUnreachableError),
        (botocore.ConnectTimeoutError(endpoint_url="http://x"), SourceUnreachableError),
        (botocore.ReadTimeoutError(endpoint_url="http://x"), SourceUnreachableError),
        (botocore.ConnectionClosedError(endpoint_url="http://x"), SourceUnreachableError),
        (OSError("no route"), SourceUnreachableError),
        (ValueError("bad timestamp"), SourceReplyInvalidError),
        (KeyError("Id"), SourceReplyInvalidError),
    ],
)
def test_raises_the_source_error_when_the_driver_fails(error: Exception, expected: type[Exception]) -> None:
    """Every error of the driver has one source error."""
    assert type(source_error_of(error, CALL)) is expected


def test_names_the_ids_when_ec2_does_not_know_them() -> None:
    """The ids are the words of EC2's message."""
    message = "The instance IDs 'i-0a, i-0b' do not exist"
    error = source_error_of(refused("InvalidInstanceID.NotFound", message), CALL)
    assert isinstance(error, UnknownInstancesError)
    assert {"i-0a", "i-0b"} <= error.named
