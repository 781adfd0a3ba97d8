"""The service as a process of its own."""

from collections.abc import Callable, Mapping
from pathlib import Path

import httpx

from cli.python_program import module_command
from support.child import Child
from support.fleet_settings import ADMIN_KEY
from support.loopback import LOOPBACK, NO_AUTHORITIES, free_port
from support.waiting import until

START_SECONDS = 20.0
CLIENT_SECONDS = 15.0


Start = Callable[[Mapping[str, str], Path], Child]
"""Starts a service with an environment, which writes into a file."""


def program(environment: Mapping[str, str], log: Path) -> Child:
    """Start the service as its users do."""
    return Child(module_command("main"), environment, log)


class ServiceProcess:
    """Listens on the same port after each start, so that its clients find it again."""

    def __init__(
        self, environment: Mapping[str, str], folder: Path, name: str = "service", begin: Start = program
    ) -> None:
        self.port = free_port()
        self.address = f"http://{LOOPBACK}:{self.port}"
        self._environment = {**environment, "CML_FLEET_HTTP_PORT": str(self.port)}
        self._log = folder / f"{name}.log"
        self._begin = begin
        self._child: Child | None = None

    @property
    def child(self) -> Child:
        """Its process."""
        assert self._child is not None, "the service was not started"
        return self._child

    def start(self) -> Child:
        """Start it; wait for it with `ready_async` or for its end."""
        self._child = self._begin(self._environment, self._log)
        return self._child

    async def start_async(self) -> None:
        """Start it and wait until it is ready."""
        self.start()
        await self.ready_async()

    async def ready_async(self, seconds: float = START_SECONDS) -> None:
        """Wait until it says that it is ready; AssertionError when it ends instead."""
        async with self.client() as client:

            async def look() -> bool:
                self.child.check()
                try:
                    return (await client.get("/readyz")).is_success
                except httpx.TransportError:
                    return False

            await until(look, f"the service is ready: {self.child.output[-2000:]}", seconds)

    def stop(self) -> None:
        """Kill it where it still runs."""
        if self._child is not None:
            self._child.thaw()
            self._child.kill()

    def client(self, key: str = ADMIN_KEY) -> httpx.AsyncClient:
        """Make a client that shows `key`."""
        headers = {"Authorization": f"Bearer {key}"}
        return httpx.AsyncClient(
            base_url=self.address, headers=headers, timeout=CLIENT_SECONDS, trust_env=False, verify=NO_AUTHORITIES
        )
