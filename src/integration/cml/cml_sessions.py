"""CMLSessions: the session of each controller, and calls that are answered in a known shape."""

from functools import cache, partial
from typing import TypeVar

from application.clock import Clock
from application.cml.credentials_in_use import CredentialsInUse
from application.cml.trust_in_use import TrustInUse
from application.ports.cml_client import CMLHost
from application.ports.cml_errors import CMLGarbledError, CMLRefusedError
from domain.cml.cml_trust import CMLTrust
from domain.errors import NotFoundError
from integration.cml.cml_call import CMLCall, CMLReply
from integration.cml.cml_connections import CMLConnections
from integration.cml.cml_session import CMLSession
from integration.cml.reply_fields import decoded

Shape = TypeVar("Shape")


@cache
def _get(path: str, *, authorized: bool) -> CMLCall:
    """Made once: there are half a dozen paths that every controller has."""
    return CMLCall(path=path, authorized=authorized)


class CMLSessions:
    """One for each worker, begun anew when its address changes or another certificate is trusted."""

    def __init__(
        self, connections: CMLConnections, credentials: CredentialsInUse, trust: TrustInUse, clock: Clock
    ) -> None:
        self._connections = connections
        self._credentials = credentials
        self._trust = trust
        self._clock = clock
        self._sessions: dict[str, CMLSession] = {}

    def retry(self, host: CMLHost) -> None:
        """Let the next call to a controller be made, whatever came of the last one."""
        if session := self._sessions.get(host.worker_id):
            session.breaker.retry()

    async def ask_async(self, host: CMLHost, call: CMLCall) -> CMLReply:
        """Make a call and return its success; raises `cml_errors`, and NotFoundError for what is not there."""
        session = self._session(host, await self._trust.trust_async(host.worker_id))
        login = await self._credentials.login_async(host.worker_id, host.tags) if call.authorized else None
        return await session.ask_async(call, login)

    async def read_async(self, host: CMLHost, path: str, shape: type[Shape], *, authorized: bool = True) -> Shape:
        """GET what every controller has, in this shape; CMLGarbledError where it has not."""
        try:
            return decoded(host.url, path, await self.ask_async(host, _get(path, authorized=authorized)), shape)
        except (NotFoundError, CMLRefusedError) as error:
            raise _unknown(host, path) from error

    async def find_async(self, host: CMLHost, path: str, shape: type[Shape]) -> Shape:
        """GET what may be absent, in this shape; NotFoundError where it is."""
        return decoded(host.url, path, await self.find_reply_async(host, path), shape)

    async def find_reply_async(self, host: CMLHost, path: str) -> CMLReply:
        """GET what may be absent, as it comes; NotFoundError where it is."""
        try:
            return await self.ask_async(host, CMLCall(path=path))
        except CMLRefusedError as error:
            raise _unknown(host, path) from error

    def _session(self, host: CMLHost, trust: CMLTrust | None) -> CMLSession:
        session = self._sessions.get(host.worker_id)
        if session is None or (session.url, session.trust) != (host.url, trust):
            self._connections.check_url(host.url)
            exchange = partial(self._connections.exchange_async, host.url, trust)
            session = self._sessions[host.worker_id] = CMLSession(host.url, trust, exchange, self._clock)
        return session


def _unknown(host: CMLHost, path: str) -> CMLGarbledError:
    return CMLGarbledError(f"{host.url} does not know {path}: is it a CML controller?")
