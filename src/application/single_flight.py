"""SingleFlight: what is asked for twice at once is done once."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

from application.faults import result_or_error

Key = TypeVar("Key", bound=Hashable)
Result = TypeVar("Result")


class SingleFlight(Generic[Key, Result]):
    """Whoever asks for a key that somebody is working on waits for that answer, or that error."""

    def __init__(self) -> None:
        self._flights: dict[Key, asyncio.Future[Result]] = {}

    async def fly_async(self, key: Key, work: Callable[[], Awaitable[Result]]) -> Result:
        """Do the work, or wait for who does it already; who waits takes over where that one was cut off."""
        while (flight := self._flights.get(key)) is not None:
            await asyncio.wait([flight])
            if not flight.cancelled():
                try:
                    return flight.result()
                finally:
                    del flight  # an error in it holds this frame
        return await self._lead(key, work)

    async def _lead(self, key: Key, work: Callable[[], Awaitable[Result]]) -> Result:
        flight: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._flights[key] = flight
        try:
            _settle(flight, await result_or_error(work()))
        finally:
            del self._flights[key]
            flight.cancel()
        try:
            return flight.result()
        finally:
            del flight  # an error in it holds this frame


def _settle(flight: asyncio.Future[Result], outcome: Result | Exception) -> None:
    if isinstance(outcome, Exception):
        flight.set_exception(outcome)
    else:
        flight.set_result(outcome)
