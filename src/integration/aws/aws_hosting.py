"""Checks the credentials before anything else starts, and lets the clients go at the end."""

from neuroglia.hosting.abstractions import HostedService

from application.errors import StartupError
from application.ports.source_errors import SourceUnauthorizedError
from integration.aws.aws_clients import AwsClients


class AwsHosting(HostedService):
    """A service without credentials would only ever show failing sources."""

    def __init__(self, clients: AwsClients) -> None:
        self._clients = clients

    async def start_async(self) -> None:
        """Look for credentials; StartupError says what to set where there are none."""
        try:
            await self._clients.check_credentials_async()
        except SourceUnauthorizedError as error:
            raise StartupError(str(error)) from error

    async def stop_async(self) -> None:
        """Close the clients; waits for nothing."""
        self._clients.close()
