"""Whether the service can listen where it is told to."""

import asyncio
import errno
import socket

from application.doctor.finding import Finding, failed, ok, skipped
from application.settings import Settings
from integration.http.service_probe import ServiceProbe

OTHER_PORT = "set CML_FLEET_HTTP_PORT to a free one, or end the program that has it"
CURES = {
    errno.EACCES: "set CML_FLEET_HTTP_PORT to 1024 or higher",
    errno.EADDRNOTAVAIL: "set CML_FLEET_HTTP_HOST to an address of this machine",
}


class HttpPortCheck:
    """Takes the port for a moment; a service of our own may have it."""

    name = "HTTP port"
    subject = ""

    def __init__(self, settings: Settings, probe: ServiceProbe) -> None:
        self._host = settings.http_host
        self._port = settings.http_port
        self._probe = probe

    async def run_async(self) -> Finding:
        """Look who has it."""
        if not self._port:
            return skipped("any free port will do")
        place = f"{self._host}:{self._port}"
        error = await asyncio.to_thread(self._try_to_listen)  # a host's name may be slow to resolve
        if error is None:
            return ok(f"{place} is free")
        if error.errno != errno.EADDRINUSE:
            cure = CURES.get(error.errno or 0, "correct CML_FLEET_HTTP_HOST")
            return failed(f"{place} cannot be listened on ({error.strerror})", cure)
        if await self._probe.readiness_async() is None:
            return failed(f"{place} is taken by another program", OTHER_PORT)
        return ok(f"{place} is taken by a service that runs already")

    def _try_to_listen(self) -> OSError | None:
        try:
            family, _, _, _, address = socket.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM)[0]
            with socket.socket(family) as listening:
                listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                listening.bind(address)
                listening.listen()
        except OSError as error:
            return error
        return None
