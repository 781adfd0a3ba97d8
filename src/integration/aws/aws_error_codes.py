"""What the error codes of AWS mean.

Amazon EC2 API Reference, "Error codes for the Amazon EC2 API"; Amazon CloudWatch API Reference and AWS STS API
Reference, "Common Errors"; for throttling also the list in botocore's standard retry mode.
"""

from collections.abc import Mapping
from types import MappingProxyType

THROTTLED_CODES = frozenset(
    {
        "BandwidthLimitExceeded",
        "EC2ThrottledException",
        "LimitExceededException",
        "PriorRequestNotComplete",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
    }
)
FORBIDDEN_CODES = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"})
UNKNOWN_INSTANCE_CODES = frozenset({"InvalidInstanceID.NotFound", "InvalidInstanceID.Malformed"})
CAPACITY_CODES = frozenset(
    {
        "InsufficientAddressCapacity",
        "InsufficientCapacity",
        "InsufficientHostCapacity",
        "InsufficientInstanceCapacity",
        "InsufficientReservedInstanceCapacity",
    }
)
"""HTTP 500, and yet an answer: AWS has no room."""

_EXPIRED = "the credentials have expired: renew them (for a profile with SSO: aws sso login)"
_WRONG = "AWS does not know these credentials: check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the profile"
_CLOCK = "the request's time was refused: check this machine's clock, and renew the credentials"
_SIGNATURE = f"{_WRONG}; a machine whose clock is wrong fails like this too"
_NOT_HERE = "the account may not use this region: enable the region for the account"
CREDENTIAL_CURES: Mapping[str, str] = MappingProxyType(
    {
        "AuthFailure": f"{_WRONG}; a region that is not enabled for the account fails like this too",
        "ExpiredToken": _EXPIRED,
        "ExpiredTokenException": _EXPIRED,
        "IncompleteSignature": _WRONG,
        "InvalidAccessKeyId": _WRONG,
        "InvalidClientTokenId": f"{_WRONG}; a region that is not enabled for the account fails like this too",
        "InvalidSignatureException": _SIGNATURE,
        "InvalidToken": _WRONG,
        "MissingAuthenticationToken": _WRONG,
        "OptInRequired": _NOT_HERE,
        "RequestExpired": _CLOCK,
        "RequestTimeTooSkewed": _CLOCK,
        "SignatureDoesNotMatch": _SIGNATURE,
        "UnrecognizedClientException": _WRONG,
    }
)
"""What to do about credentials that were refused, by error code."""
