"""How the faults that are plain errors are worded by each service."""

from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from hashlib import sha512
from http import HTTPStatus
from types import MappingProxyType
from typing import Final

from simulator.aws.call import AwsCall, Service
from simulator.aws.reply import ServiceError
from simulator.faults.fault import FaultKind

ErrorOfCall = Callable[[AwsCall, str], ServiceError]


def throttled(call: AwsCall) -> ServiceError:
    """Word a throttled call (EC2: "Request throttling"; CloudWatch: "Common Errors")."""
    if call.service is Service.EC2:
        return ServiceError("RequestLimitExceeded", "Request limit exceeded.", HTTPStatus.SERVICE_UNAVAILABLE)
    return ServiceError("Throttling", "Rate exceeded")


def _unauthorized(call: AwsCall, account: str) -> ServiceError:
    permission = f"{call.service}:{call.action}"
    sentence = (
        f"User: arn:aws:iam::{account}:user/cml-fleet is not authorized to perform: {permission} "
        f"because no identity-based policy allows the {permission} action"
    )
    if call.service is Service.EC2:
        message = f"You are not authorized to perform this operation. {sentence}{_encoded(call)}"
        return ServiceError("UnauthorizedOperation", message, HTTPStatus.FORBIDDEN)
    return ServiceError("AccessDenied", sentence, HTTPStatus.FORBIDDEN)


def _encoded(call: AwsCall) -> str:
    """Add what only sts:DecodeAuthorizationMessage could read, as EC2 does where an action changes something."""
    if call.action.startswith("Describe"):
        return ""
    secret = sha512(call.action.encode()).digest()
    return f". Encoded authorization failure message: {urlsafe_b64encode(secret * 3).decode()}"


def _expired(call: AwsCall, _account: str) -> ServiceError:
    if call.service is Service.EC2:
        return ServiceError("RequestExpired", "Request has expired.")
    message = "The security token included in the request is expired"
    return ServiceError("ExpiredToken", message, HTTPStatus.FORBIDDEN)


def _unknown(call: AwsCall, _account: str) -> ServiceError:
    if call.service is Service.EC2:
        message = "AWS was not able to validate the provided access credentials"
        return ServiceError("AuthFailure", message, HTTPStatus.UNAUTHORIZED)
    message = "The security token included in the request is invalid."
    return ServiceError("InvalidClientTokenId", message, HTTPStatus.FORBIDDEN)


def _internal(call: AwsCall, _account: str) -> ServiceError:
    code = "InternalError" if call.service is Service.EC2 else "InternalFailure"
    return ServiceError(code, "An internal error has occurred", HTTPStatus.INTERNAL_SERVER_ERROR)


def _unavailable(call: AwsCall, _account: str) -> ServiceError:
    code = "Unavailable" if call.service is Service.EC2 else "ServiceUnavailable"
    message = "The service is temporarily unavailable. Please try again later."
    return ServiceError(code, message, HTTPStatus.SERVICE_UNAVAILABLE)


ERRORS: Final[Mapping[FaultKind, ErrorOfCall]] = MappingProxyType(
    {
        FaultKind.THROTTLE: lambda call, _account: throttled(call),
        FaultKind.ERROR_500: _internal,
        FaultKind.ERROR_503: _unavailable,
        FaultKind.UNAUTHORIZED: _unauthorized,
        FaultKind.EXPIRED_TOKEN: _expired,
        FaultKind.INVALID_TOKEN: _unknown,
    }
)
