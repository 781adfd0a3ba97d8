"""One request of an AWS client, read off the wire."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from typing import Any

from simulator.aws.distortion import TRUE_ANSWER, Distortion
from simulator.aws.form import Form
from simulator.aws.reply import ServiceError

TARGET_HEADER = "X-Amz-Target"
SCOPE_PARTS = 5


class Service(StrEnum):
    """The simulated services, named as boto3 names them."""

    EC2 = "ec2"
    CLOUDWATCH = "cloudwatch"


@dataclass(frozen=True, slots=True)
class AwsCall:
    """Who asks what of which service in which region."""

    service: Service
    region: str
    action: str
    form: Form = field(default_factory=lambda: Form({}))
    """The parameters, when the service is EC2."""
    document: Mapping[str, Any] = field(default_factory=dict)
    """The parameters, when the service is CloudWatch."""
    distortion: Distortion = TRUE_ANSWER
    """How the answer is to differ from the truth."""


def service_of(headers: Mapping[str, str]) -> Service:
    """Tell the service from the protocol: only CloudWatch's awsJson names a target in a header."""
    return Service.CLOUDWATCH if TARGET_HEADER in headers else Service.EC2


def read_call(headers: Mapping[str, str], body: bytes) -> AwsCall:
    """Read a signed request; the signature itself is not checked. Raises ServiceError."""
    region = _region_of(headers.get("Authorization", ""))
    if service_of(headers) is Service.CLOUDWATCH:
        action = headers[TARGET_HEADER].rpartition(".")[2]
        return AwsCall(Service.CLOUDWATCH, region, action, document=_document(body))
    form = Form.parse(body)
    return AwsCall(Service.EC2, region, form.text("Action") or "", form=form)


def _region_of(authorization: str) -> str:
    """Take the region from `Credential=KEY/date/region/service/aws4_request` (IAM User Guide, SigV4)."""
    scope = authorization.partition("Credential=")[2].partition(",")[0].split("/")
    if len(scope) != SCOPE_PARTS:
        raise ServiceError("MissingAuthenticationToken", "Request is not signed.", HTTPStatus.FORBIDDEN)
    return scope[2]


def _document(body: bytes) -> Mapping[str, Any]:
    try:
        document = json.loads(body or b"{}")
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise ServiceError("SerializationException", "The body is not a JSON object.")
    return document
