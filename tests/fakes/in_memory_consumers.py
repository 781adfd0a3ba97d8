"""The cursors of durable handlers in a dictionary."""

import asyncio
from dataclasses import replace

from application.ports.consumers import Consumer
from domain.errors import SourceUnavailableError


class InMemoryConsumers:
    """`down` makes every call fail; `saved` are the cursors in the order in which they were written."""

    def __init__(self) -> None:
        self.consumers: dict[str, Consumer] = {}
        self.saved: list[Consumer] = []
        self.down = False

    async def open_async(self, consumer: Consumer) -> None:
        """Keep it where there is none."""
        await self._turn()
        self.consumers.setdefault(consumer.handler, consumer)

    async def find_async(self, handler: str) -> Consumer | None:
        """Look."""
        await self._turn()
        return self.consumers.get(handler)

    async def remove_async(self, handler: str) -> None:
        """Forget."""
        await self._turn()
        self.consumers.pop(handler, None)

    async def claim_async(self, handler: str, term: int) -> Consumer | None:
        """Raise the term."""
        await self._turn()
        known = self.consumers.get(handler)
        if known is None or known.term > term:
            return None
        self.consumers[handler] = replace(known, term=term)
        return self.consumers[handler]

    async def save_async(self, consumer: Consumer) -> bool:
        """Replace what has the same term."""
        await self._turn()
        known = self.consumers.get(consumer.handler)
        if known is None or known.term != consumer.term:
            return False
        self.consumers[consumer.handler] = consumer
        self.saved.append(consumer)
        return True

    async def _turn(self) -> None:
        await asyncio.sleep(0)
        if self.down:
            raise SourceUnavailableError("the database does not answer")
