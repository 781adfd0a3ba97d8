"""CMLConnections: the connections to all controllers, and the one way to make an HTTP exchange over them."""

from ssl import SSLContext

import aiohttp
from aiohttp import hdrs
from neuroglia.hosting.abstractions import HostedService

from application.outbound.address_policy import AddressPolicy, AddressRefusedError
from application.ports.cml_errors import CMLAddressRefusedError, CMLUnreachableError
from application.settings import Settings
from domain.cml.cml_trust import CMLTrust
from integration.cml.capped_body import read_capped
from integration.cml.cml_call import API, CMLCall, CMLReply
from integration.cml.connection_errors import unreachable_error_of
from integration.cml.trusted_certificates import TrustedCertificates
from integration.outbound.bare_errors import bare
from integration.outbound.checked_sockets import CheckedSockets

CONNECTIONS_PER_HOST = 4
CONNECT_SECONDS = 3.0
DRIVER_ERRORS = (aiohttp.ClientError, OSError, ValueError)
"""ValueError is what aiohttp raises for headers that are none."""


class CMLConnections(HostedService):
    """One pool: no more than four connections to one controller, closed when idle for `cml_idle_connection_seconds`.

    Each takes a file, of which a process may have 1,024 by default, and buffers: a thousand must not all be kept.
    Nothing is followed, unpacked, or kept in a cookie jar, and no proxy of the environment is used.
    """

    def __init__(self, settings: Settings, policy: AddressPolicy, certificates: TrustedCertificates) -> None:
        self._seconds = settings.cml_call_timeout_seconds
        self._idle_seconds = settings.cml_idle_connection_seconds
        self._policy = policy
        self._certificates = certificates
        self._http: aiohttp.ClientSession | None = None

    async def start_async(self) -> None:
        """Nothing is connected before the first call."""

    async def stop_async(self) -> None:
        """Close the connections; waits for nothing."""
        if self._http is not None:
            await self._http.close()

    def check_url(self, url: str) -> None:
        """CMLAddressRefusedError where the policy forbids it."""
        try:
            self._policy.check_url(url)
        except AddressRefusedError as error:
            raise _refusal(url, error) from error

    async def exchange_async(self, url: str, trust: CMLTrust | None, call: CMLCall, token: str | None) -> CMLReply:
        """Send a request and read the whole reply, within one deadline for all of it; raises `cml_errors`."""
        certificates = self._certificates.accepted_by(trust)
        try:
            return await self._exchange(url, call, token, certificates)
        except AddressRefusedError as error:
            raise _refusal(url, error) from error
        except TimeoutError as error:
            raise CMLUnreachableError(f"{url} gave no answer to {call.path} in time") from bare(error)
        except DRIVER_ERRORS as error:
            raise unreachable_error_of(error, url, trust) from bare(error)

    async def _exchange(
        self, url: str, call: CMLCall, token: str | None, certificates: SSLContext | aiohttp.Fingerprint
    ) -> CMLReply:
        response = await self._session().request(
            call.method,
            f"{url}{API}{call.path}",
            params=call.query or None,
            data=call.body,
            headers=_headers(call, token),
            skip_auto_headers=(hdrs.CONTENT_TYPE,) if call.body is not None else None,
            allow_redirects=False,
            ssl=certificates,
        )
        try:
            media_type = response.headers.get(hdrs.CONTENT_TYPE, "")
            return CMLReply(status=response.status, media_type=media_type, body=await read_capped(response))
        finally:
            response.release()  # one that was not read to its end loses its connection

    def _session(self) -> aiohttp.ClientSession:
        if self._http is None:
            self._http = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=0,
                    limit_per_host=CONNECTIONS_PER_HOST,
                    keepalive_timeout=self._idle_seconds,
                    use_dns_cache=False,
                    happy_eyeballs_delay=None,
                    socket_factory=CheckedSockets(self._policy),
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={hdrs.ACCEPT_ENCODING: "identity"},
                timeout=aiohttp.ClientTimeout(total=self._seconds, sock_connect=min(CONNECT_SECONDS, self._seconds)),
                auto_decompress=False,
                trust_env=False,
            )
        return self._http


def _headers(call: CMLCall, token: str | None) -> dict[str, str]:
    headers: dict[str, str] = {}
    if token:
        headers[hdrs.AUTHORIZATION] = f"Bearer {token}"
    if call.media_type:
        headers[hdrs.CONTENT_TYPE] = call.media_type
    return headers


def _refusal(url: str, error: AddressRefusedError) -> CMLAddressRefusedError:
    return CMLAddressRefusedError(f"{url} is not asked: {error}")
