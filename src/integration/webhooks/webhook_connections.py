"""WebhookConnections: the kept connections to receivers."""

import aiohttp
from neuroglia.hosting.abstractions import HostedService

from application.outbound.address_policy import AddressPolicy
from integration.outbound.checked_sockets import CheckedSockets

CONNECTIONS_PER_RECEIVER = 4
IDLE_SECONDS = 60.0
TOTAL_SECONDS = 10.0
CONNECT_SECONDS = 3.0


class WebhookConnections(HostedService):
    """One pool: a receiver that is slow takes four connections at most, and nobody else's.

    Nothing is unpacked or kept in a cookie jar, and no proxy of the environment is used.
    """

    def __init__(self, policy: AddressPolicy) -> None:
        self._policy = policy
        self._http: aiohttp.ClientSession | None = None

    async def start_async(self) -> None:
        """Nothing is connected before the first delivery."""

    async def stop_async(self) -> None:
        """Close the connections; waits for nothing."""
        if self._http is not None:
            await self._http.close()

    @property
    def session(self) -> aiohttp.ClientSession:
        """Made when it is used first: it belongs to the loop that runs then."""
        if self._http is None:
            self._http = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=0,
                    limit_per_host=CONNECTIONS_PER_RECEIVER,
                    keepalive_timeout=IDLE_SECONDS,
                    use_dns_cache=False,
                    happy_eyeballs_delay=None,
                    socket_factory=CheckedSockets(self._policy),
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=TOTAL_SECONDS, sock_connect=CONNECT_SECONDS),
                auto_decompress=False,
                trust_env=False,
            )
        return self._http
