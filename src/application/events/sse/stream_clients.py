"""StreamClients: every connected client, who may come in, and whose time is over."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import structlog

from application.clock import Clock
from application.events.sse.sse_limits import SSELimits
from application.events.sse.stream_client import Listening, StreamClient
from application.events.sse.stream_terms import Listener
from domain.errors import SourceUnavailableError

COMES_BACK_SECONDS = 30

log = structlog.get_logger(__name__)


class StreamClients:
    """One look at all clients now and then instead of timers for each. `cut` counts those that were cut off."""

    def __init__(self, clock: Clock, limits: SSELimits) -> None:
        self._clock = clock
        self._limits = limits
        self._clients: set[StreamClient] = set()
        self._principals: Counter[str] = Counter()
        self._addresses: Counter[str] = Counter()
        self._empty = asyncio.Event()
        self.cut = 0

    def __len__(self) -> int:
        return len(self._clients)

    def __iter__(self) -> Iterator[StreamClient]:
        return iter(list(self._clients))

    def admit(self, listener: Listener) -> None:
        """Refuse one client too many with SourceUnavailableError, whose code says of what there are too many."""
        limits = self._limits
        if len(self) >= limits.max_clients:
            raise _too_many("too_many_streams", "too many clients listen to the stream")
        if self._principals[listener.principal.id] >= limits.max_clients_per_principal:
            raise _too_many("too_many_streams_of_principal", "too many streams are open with this key")
        if self._addresses[listener.address] >= limits.max_clients_per_address:
            raise _too_many("too_many_streams_from_address", "too many streams are open from this address")

    @contextmanager
    def connected(self, subscription: Listening, give_up: Callable[[], None]) -> Iterator[StreamClient]:
        """Count a client in; `give_up` is called, at most once, when its connection is to be cut."""
        age = self._limits.max_age_seconds * random.uniform(0.9, 1.1)  # noqa: S311  # spreads clients, hides nothing
        client = StreamClient(subscription, self._clock, self._clock.monotonic_seconds() + age, give_up)
        self._clients.add(client)
        self._count(subscription.listener, 1)
        try:
            yield client
        finally:
            self._clients.discard(client)
            self._count(subscription.listener, -1)
            if not self._clients:
                self._empty.set()

    async def run_async(self) -> None:
        """Cut off who has not read for the send timeout, and end who has been here long enough, for ever."""
        limits = self._limits
        while True:
            await asyncio.sleep(min(limits.send_timeout_seconds, limits.max_age_seconds) / 10)
            self._cut([client for client in self if client.is_stalled(limits.send_timeout_seconds)])
            now = self._clock.monotonic_seconds()
            for client in self:
                if client.ends_at <= now:
                    client.subscription.end("max_age")

    def end_all(self, reason: str) -> None:
        """Send everybody away; who does not take the farewell in time is cut off."""
        self._end(list(self), reason)

    def end_those_of(self, reasons: Mapping[str, str]) -> None:
        """Send away the clients of these principals, each for its reason."""
        for principal_id, reason in reasons.items():
            self._end([client for client in self if client.subscription.listener.principal.id == principal_id], reason)

    def principals(self) -> set[str]:
        """The ids of all who listen."""
        return set(self._principals)

    async def until_empty_async(self) -> None:
        """Wait until the last client has gone."""
        while self._clients:
            self._empty.clear()
            await self._empty.wait()

    def _end(self, clients: list[StreamClient], reason: str) -> None:
        for client in clients:
            client.subscription.end(reason)
        if clients:
            log.info("sse_clients_ended", clients=len(clients), reason=reason)
            asyncio.get_running_loop().call_later(self._limits.drain_seconds, self._cut, clients)

    def _cut(self, clients: list[StreamClient]) -> None:
        here = [client for client in clients if client in self._clients]
        for client in here:
            client.cut()
        self.cut += len(here)
        if here:
            log.info("sse_clients_cut", clients=len(here), send_timeout_seconds=self._limits.send_timeout_seconds)

    def _count(self, listener: Listener, change: int) -> None:
        for counter, key in ((self._principals, listener.principal.id), (self._addresses, listener.address)):
            counter[key] += change
            if not counter[key]:
                del counter[key]


def _too_many(code: str, sentence: str) -> SourceUnavailableError:
    return SourceUnavailableError(sentence, code=code, retry_after_seconds=COMES_BACK_SECONDS)
