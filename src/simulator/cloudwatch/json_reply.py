"""The envelope of every CloudWatch answer (Smithy, "AWS JSON 1.0 protocol" and "awsQueryCompatible trait")."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final
from uuid import uuid4

from simulator.aws.reply import Reply, ServiceError

CONTENT_TYPE: Final = "application/x-amz-json-1.0"
SHAPE_OF_CODE: Final[Mapping[str, str]] = {
    "Throttling": "ThrottlingException",
    "AccessDenied": "AccessDeniedException",
    "ExpiredToken": "ExpiredTokenException",
    "InternalFailure": "InternalServiceFault",
    "InvalidParameterValue": "InvalidParameterValueException",
    "MissingParameter": "MissingRequiredParameterException",
}
"""The name an error has in JSON, by the code it has in the query protocol; equal where not listed."""


def json_reply(document: Mapping[str, Any]) -> Reply:
    """Write a successful answer."""
    return Reply(json.dumps(document).encode(), CONTENT_TYPE, headers={"x-amzn-RequestId": str(uuid4())})


def error_reply(error: ServiceError) -> Reply:
    """Word an error as CloudWatch does: its shape in the body, its older code in a header."""
    shape = SHAPE_OF_CODE.get(error.code, error.code)
    side = "Receiver" if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR else "Sender"
    body = json.dumps({"__type": f"com.amazonaws.cloudwatch.v2010_08_01#{shape}", "message": error.message})
    headers = {"x-amzn-RequestId": str(uuid4()), "x-amzn-query-error": f"{error.code};{side}"}
    return Reply(body.encode(), CONTENT_TYPE, error.status, headers)
