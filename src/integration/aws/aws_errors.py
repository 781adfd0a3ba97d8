"""The one translation of botocore's errors into source errors."""

import re

from botocore import exceptions as botocore
from botocore.parsers import ResponseParserError

from application.ports.source_errors import (
    RequestRefusedError,
    SourceReplyInvalidError,
    SourceThrottledError,
    SourceUnauthorizedError,
    SourceUnreachableError,
)
from domain.errors import SourceUnavailableError
from integration.aws.aws_call import AwsCall
from integration.aws.aws_error_codes import (
    CAPACITY_CODES,
    CREDENTIAL_CURES,
    FORBIDDEN_CODES,
    THROTTLED_CODES,
    UNKNOWN_INSTANCE_CODES,
)
from integration.aws.retry_after import retry_after_seconds

HTTP_TOO_MANY_REQUESTS = 429
HTTP_SERVER_ERROR = 500
SET_CREDENTIALS = "set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or use an instance role"

CREDENTIAL_ERRORS = (
    botocore.CredentialRetrievalError,
    botocore.InvalidConfigError,
    botocore.LoginError,
    botocore.MetadataRetrievalError,
    botocore.NoAuthTokenError,
    botocore.NoCredentialsError,
    botocore.PartialCredentialsError,
    botocore.ProfileNotFound,
    botocore.RefreshWithMFAUnsupportedError,
    botocore.SSOError,
    botocore.TokenRetrievalError,
    botocore.UnknownCredentialError,
)
UNREADABLE_ERRORS = (ResponseParserError, ValueError, TypeError, LookupError, AttributeError)
"""What botocore's parsers raise on replies that do not have the modelled shape."""
DRIVER_ERRORS = (botocore.BotoCoreError, botocore.ClientError, OSError, *UNREADABLE_ERRORS)

_ACTION = re.compile(r"not authorized to perform: ([a-zA-Z0-9-]+:[a-zA-Z0-9]+)")
_WORD = re.compile(r"[^\s'\",()\[\]]+")


class CallRefusedError(SourceUnauthorizedError):
    """AWS itself refused the credentials of a call: asking again is of no use until somebody has changed something."""


class UnknownInstancesError(RequestRefusedError):
    """EC2 refused a call because of ids it does not know."""


def source_error_of(error: Exception, call: AwsCall[object]) -> SourceUnavailableError:
    """Say what one of the DRIVER_ERRORS, raised by making `call`, means."""
    if isinstance(error, botocore.ClientError):
        return _refusal(error, call)
    if isinstance(error, CREDENTIAL_ERRORS):
        return credentials_error(error, call.scope.account)
    if isinstance(error, UNREADABLE_ERRORS):
        return SourceReplyInvalidError(f"the reply to {call.action} in {call.place} cannot be read")
    return SourceUnreachableError(f"{call.action} in {call.place} got no answer ({type(error).__name__})")


def credentials_error(error: Exception, account: str) -> SourceUnauthorizedError:
    """Say that the credentials of `account` cannot be had, why, and what to set."""
    return SourceUnauthorizedError(f"no credentials for AWS account {account} ({error}): {SET_CREDENTIALS}")


def deadline_error(call: AwsCall[object], seconds: float) -> SourceUnreachableError:
    """Say that `call` did not end in time."""
    return SourceUnreachableError(f"{call.action} in {call.place} got no answer within {seconds:g} s")


def _refusal(error: botocore.ClientError, call: AwsCall[object]) -> SourceUnavailableError:
    code = str(error.response.get("Error", {}).get("Code", ""))
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if code in THROTTLED_CODES or status == HTTP_TOO_MANY_REQUESTS:
        message = f"AWS asks for fewer calls of {call.action} in {call.place} ({code})"
        return SourceThrottledError(message, retry_after_seconds(error.response))
    if code in FORBIDDEN_CODES:
        return _forbidden(error, call, code)
    if cure := CREDENTIAL_CURES.get(code):
        return CallRefusedError(f"{call.action} in {call.place} was refused ({code}): {cure}")
    if status >= HTTP_SERVER_ERROR and code not in CAPACITY_CODES:
        return SourceUnreachableError(f"{call.action} in {call.place} failed inside AWS ({code}, HTTP {status})")
    return _invalid(error, call, code)


def _forbidden(error: botocore.ClientError, call: AwsCall[object], code: str) -> CallRefusedError:
    named = _ACTION.search(_message(error))
    is_own = error.operation_name == call.operation
    action = named.group(1) if named else call.action if is_own else f"sts:{error.operation_name}"
    message = f"{call.action} in {call.place} was refused ({code}): allow {action} to the credentials in use"
    return CallRefusedError(message, action)


def _invalid(error: botocore.ClientError, call: AwsCall[object], code: str) -> RequestRefusedError:
    reason = _message(error)
    kind = UnknownInstancesError if code in UNKNOWN_INSTANCE_CODES else RequestRefusedError
    message = f"AWS refused {call.action} in {call.place} as a wrong question ({code or 'without a code'})"
    return kind(message, code, reason, frozenset(_WORD.findall(reason)))


def _message(error: botocore.ClientError) -> str:
    return str(error.response.get("Error", {}).get("Message", ""))
