"""LicenceDesk: the calls about a controller's licence (CML API 2.9, `/licensing`)."""

from http import HTTPStatus

import msgspec

from application.clock import Clock
from application.ports.cml_client import CMLHost
from application.ports.cml_errors import CMLRefusedError
from domain.cml.licensing_reading import LicensingReading
from integration.cml.cml_call import CMLCall
from integration.cml.cml_sessions import CMLSessions
from integration.cml.health_replies import Licensing
from integration.cml.licensing_replies import licensing_reading

JSON = "application/json"


class LicenceDesk:
    """CML takes an order at once; what Cisco says to it shows in the status a while later."""

    def __init__(self, sessions: CMLSessions, clock: Clock) -> None:
        self._sessions = sessions
        self._clock = clock

    async def read_async(self, host: CMLHost) -> LicensingReading:
        """Get `licensing`."""
        return licensing_reading(await self._sessions.read_async(host, "/licensing", Licensing), self._clock.now())

    async def register_async(self, host: CMLHost, token: str, *, again: bool) -> None:
        """Post to `licensing/registration`; the token is kept out of what CML says to it."""
        body = msgspec.json.encode({"token": token, "reregister": again})
        call = CMLCall(method="POST", path="/licensing/registration", body=body, media_type=JSON)
        try:
            await self._sessions.ask_async(host, call)
        except CMLRefusedError as error:
            raise CMLRefusedError(str(error).replace(token, "***")) from None

    async def renew_async(self, host: CMLHost, what: str) -> None:
        """Put `licensing/{what}/renew`."""
        await self._sessions.ask_async(host, CMLCall(method="PUT", path=f"/licensing/{what}/renew"))

    async def deregister_async(self, host: CMLHost) -> bool:
        """Delete `licensing/deregistration`: 202 says that Cisco did not answer in time."""
        reply = await self._sessions.ask_async(host, CMLCall(method="DELETE", path="/licensing/deregistration"))
        return reply.status != HTTPStatus.ACCEPTED
