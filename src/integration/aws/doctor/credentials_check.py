"""Whether there are credentials, and where."""

from collections.abc import Mapping
from types import MappingProxyType

from application.doctor.finding import Finding, ok
from application.ports.source_errors import SourceUnauthorizedError
from integration.aws.aws_clients import AwsClients
from integration.aws.doctor.aws_findings import finding_of

PLACES: Mapping[str, str] = MappingProxyType(
    {
        "assume-role": "a role that the profile assumes",
        "assume-role-with-web-identity": "a web identity token",
        "config-file": "the AWS configuration file",
        "container-role": "the container's role",
        "custom-process": "a program that the profile names",
        "env": "the environment",
        "iam-role": "the instance's role",
        "login": "aws login",
        "shared-credentials-file": "the shared credentials file",
        "sso": "single sign-on",
    }
)
"""By botocore's own word for the provider that found them (botocore, `credentials.py`)."""


class CredentialsCheck:
    """Looks where boto3 looks; says where they are and nothing of what they are."""

    name = "AWS credentials"

    def __init__(self, account: str, clients: AwsClients) -> None:
        self.subject = account
        self._clients = clients

    async def run_async(self) -> Finding:
        """Find them."""
        try:
            method = await self._clients.find_credentials_async(self.subject)
        except SourceUnauthorizedError as error:
            return finding_of(error)
        return ok(f"found in {PLACES.get(method, method)}", found_by=method)
