"""Serves the CML hosts of a fleet: one application for all of them, one port for each."""

import asyncio
from collections.abc import Sequence
from typing import Any, Final

from aiohttp import web

from simulator.cml.cml_side import CmlSide
from simulator.cml.gateway import CmlGateway
from simulator.cml.host import CmlHost, ProtocolFactory
from simulator.cml.tls_protocol import TlsProtocol
from simulator.fleet.instance import Instance
from simulator.fleet.instance_state import InstanceState

ENDPOINT_TAG: Final = "cml-endpoint"
"""The tag by which an instance says where its CML is: an address of loopback cannot tell."""
SWEEP_SECONDS: Final = 0.2
LARGEST_BODY_BYTES: Final = 16 * 1024 * 1024
SHUTDOWN_SECONDS: Final = 0.2


class CmlServer:
    """Opens and closes ports as instances come and go."""

    def __init__(self, side: CmlSide, first_port: int = 0) -> None:
        self.side = side
        self._next_port = first_port
        self._http: web.Server | None = None
        self._sweeper: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Give each instance its address, and listen where CML runs. Raises OSError when a port is taken."""
        self._http = _http_server(CmlGateway(self.side))
        self._take_in(self.side.fleet.all())
        self.side.fleet.watchers.append(self._notice)
        await self.sweep()
        self._sweeper = asyncio.create_task(self._sweep_for_ever())

    async def stop(self) -> None:
        """Give all addresses up."""
        if self._sweeper is not None:
            self._sweeper.cancel()
        for host in self.side.by_port.values():
            host.leave()
        if self._http is not None:
            await self._http.shutdown(SHUTDOWN_SECONDS)

    async def sweep(self) -> None:
        """Listen for every instance that runs by now, and for no other."""
        now = self.side.fleet.clock()
        for host in list(self.side.by_port.values()):
            is_up = host.instance.state_at(now) is InstanceState.RUNNING
            if is_up and not host.is_listening:
                await host.listen(self._factory(host))
            elif host.is_listening and not is_up:
                self.hang_up(host)

    def hang_up(self, host: CmlHost) -> None:
        """Refuse connections and drop those that are open."""
        host.refuse()
        for connection in self._http.connections if self._http else ():
            transport = connection.transport
            if transport is not None and transport.get_extra_info("sockname")[1] == host.port:
                transport.abort()

    def _notice(self, instances: Sequence[Instance]) -> None:
        """See at once what was launched, and what no longer runs."""
        self._take_in(instances)
        now = self.side.fleet.clock()
        for instance in instances:
            if instance.state_at(now) is not InstanceState.RUNNING:
                self.hang_up(self.side.by_instance[instance.instance_id])

    def _take_in(self, instances: Sequence[Instance]) -> None:
        for instance in instances:
            if instance.instance_id not in self.side.by_instance:
                host = CmlHost(instance, self._next_port, is_secure=self.side.is_secure)
                self._next_port += 1 if self._next_port else 0
                self.side.take_in(host)
                self.side.fleet.tag(instance, {ENDPOINT_TAG: host.address})

    def _factory(self, host: CmlHost) -> ProtocolFactory:
        assert self._http is not None
        http = self._http
        if not host.is_secure:
            return http
        return lambda: TlsProtocol(http(), host.certificate(self.side.fleet.clock()).context)

    async def _sweep_for_ever(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            await self.sweep()


def _http_server(gateway: CmlGateway) -> web.Server:
    """Speak HTTP for the gateway, and take bodies as large as a topology may be."""
    loop = asyncio.get_running_loop()

    def request(*parts: Any) -> web.BaseRequest:
        return web.BaseRequest(*parts, loop, client_max_size=LARGEST_BODY_BYTES)

    return web.Server(gateway.handle, request_factory=request, handler_cancellation=True, access_log=None)
