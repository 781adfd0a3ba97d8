"""Serves the CML hosts of a fleet: one application for all of them, one port for each."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final

from aiohttp import web

from simulator.cml.cml_side import CmlSide
from simulator.cml.faults.cml_fault import CmlFaultKind
from simulator.cml.faults.silence import Silence
from simulator.cml.gateway import CmlGateway
from simulator.cml.host import CmlHost, ProtocolFactory
from simulator.cml.tls_protocol import TlsProtocol
from simulator.fleet.instance import Instance
from simulator.own_task import begun

ENDPOINT_TAG: Final = "cml-endpoint"
"""The tag by which an instance says where its CML is: an address of loopback cannot tell."""
SWEEP_SECONDS: Final = 0.2
LARGEST_BODY_BYTES: Final = 16 * 1024 * 1024
SHUTDOWN_SECONDS: Final = 0.2
LAST_PORT: Final = 65_535


class CmlServer:
    """Opens and closes ports as instances come and go."""

    def __init__(self, side: CmlSide, first_port: int = 0) -> None:
        self.side = side
        self._next_port = first_port
        self._http: web.Server | None = None
        self._silent: set[asyncio.BaseTransport] = set()
        self._sweeping = asyncio.Lock()
        self._sweeper: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Give each instance its address, and listen where CML runs."""
        self._http = _http_server(CmlGateway(self.side))
        self._take_in(self.side.fleet.all())
        self.side.fleet.watchers.append(self._notice)
        await self.sweep()
        self._sweeper = begun(self._sweep_for_ever())

    async def stop(self) -> None:
        """Give all addresses up."""
        if self._sweeper is not None:
            self._sweeper.cancel()
        self.side.faults.lift()
        for host in self.side.by_port.values():
            host.leave()
        for transport in list(self._silent):
            transport.close()
        if self._http is not None:
            await self._http.shutdown(SHUTDOWN_SECONDS)

    async def sweep(self) -> None:
        """Listen for every instance that runs by now, and for no other; forget those that AWS has forgotten."""
        async with self._sweeping:
            now = self.side.fleet.clock()
            for host in list(self.side.by_port.values()):
                if self.side.is_up(host, now) is not host.is_listening:
                    await self._turn(host)
                elif not host.is_listening and host.instance.is_gone_at(now):
                    host.leave()
                    self.side.forget(host)

    async def _turn(self, host: CmlHost) -> None:
        """Listen if nobody does, or stop listening."""
        if host.is_listening:
            self.hang_up(host)
        else:
            await host.listen(self._factory(host))

    def renew_certificate(self, host: CmlHost) -> None:
        """Give the host another certificate, which new connections see; those that are open are dropped."""
        host.forget_certificate()
        self._drop_connections(host)

    def hang_up(self, host: CmlHost) -> None:
        """Refuse connections and drop those that are open."""
        host.refuse()
        self._drop_connections(host)

    def _drop_connections(self, host: CmlHost) -> None:
        for connection in self._http.connections if self._http else ():
            transport = connection.transport
            if transport is not None and transport.get_extra_info("sockname")[1] == host.port:
                transport.abort()

    def _notice(self, instances: Sequence[Instance]) -> None:
        """See at once what was launched, and what no longer runs."""
        self._take_in(instances)
        now = self.side.fleet.clock()
        for host in (self.side.by_instance[instance.instance_id] for instance in instances):
            if host.is_listening and not self.side.is_up(host, now):
                self.hang_up(host)

    def _take_in(self, instances: Sequence[Instance]) -> None:
        for instance in instances:
            if instance.instance_id not in self.side.by_instance:
                host = self._host(instance)
                self.side.take_in(host)
                self.side.fleet.tag(instance, {ENDPOINT_TAG: host.address})

    def _host(self, instance: Instance) -> CmlHost:
        """Give the instance the next port that is free; any port when none was asked for."""
        while 0 < self._next_port <= LAST_PORT:
            port, self._next_port = self._next_port, self._next_port + 1
            with suppress(OSError):
                return CmlHost(instance, port, is_secure=self.side.is_secure)
        return CmlHost(instance, 0, is_secure=self.side.is_secure)

    def _factory(self, host: CmlHost) -> ProtocolFactory:
        """Make what speaks on a new connection of the host."""

        def speaker() -> asyncio.Protocol:
            if self._http is None or self.side.faults.holds(CmlFaultKind.BLACK_HOLE, host.instance.instance_id):
                return Silence(self._silent)
            inner = self._http()
            now = self.side.fleet.clock()
            return TlsProtocol(inner, host.certificate(now).context) if host.is_secure else inner

        return speaker

    async def _sweep_for_ever(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            await self.sweep()


def _http_server(gateway: CmlGateway) -> web.Server:
    """Speak HTTP for the gateway, and take bodies as large as a topology may be."""
    loop = asyncio.get_running_loop()

    def request(message: Any, payload: Any, protocol: Any, writer: Any, task: Any) -> web.BaseRequest:
        return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=LARGEST_BODY_BYTES)

    return web.Server(gateway.handle, request_factory=request, handler_cancellation=True, access_log=None)
