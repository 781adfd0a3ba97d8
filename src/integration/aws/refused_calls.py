"""Calls whose credentials were refused, and when they may be made again."""

import asyncio
from collections.abc import Awaitable, Callable
from copy import copy
from dataclasses import dataclass, field
from typing import TypeVar

from application.clock import Clock
from domain.worker.aws_scope import AwsScope
from integration.aws.aws_call import AwsCall
from integration.aws.aws_errors import CallRefusedError

Result = TypeVar("Result")
Key = tuple[AwsScope, str, str]


@dataclass(slots=True)
class _Refusal:
    error: CallRefusedError
    again_at: float
    trying: asyncio.Lock = field(default_factory=asyncio.Lock)


class RefusedCalls:
    """Makes a refused call (account, region, action) again only after a pause, and then once for all who want it.

    Without that, every cycle would repeat what nobody but a person can put right, and AWS would lock the door.
    """

    def __init__(self, clock: Clock, pause_seconds: float) -> None:
        self._clock = clock
        self._pause_seconds = pause_seconds
        self._refusals: dict[Key, _Refusal] = {}

    async def make(self, call: AwsCall[Result], make: Callable[[], Awaitable[Result]]) -> Result:
        """Make the call, or raise what it was refused with; those who come during a try wait for its end."""
        key = (call.scope, call.service, call.operation)
        while refusal := self._refusals.get(key):
            async with refusal.trying:
                if self._refusals.get(key) is refusal:
                    return await self._try_again(key, refusal, make)
        try:
            return await make()
        except CallRefusedError as error:
            self._refusals[key] = _Refusal(copy(error), self._clock.monotonic_seconds() + self._pause_seconds)
            raise

    def retry(self, scope: AwsScope, service: str) -> None:
        """End the pauses of one service in a scope: somebody asks, who may just have given the permission.

        Many who ask at once still make one call: the others wait for it, and its refusal begins another pause.
        """
        for (refused_scope, refused_service, _), refusal in self._refusals.items():
            if (refused_scope, refused_service) == (scope, service):
                refusal.again_at = 0.0

    async def _try_again(self, key: Key, refusal: _Refusal, make: Callable[[], Awaitable[Result]]) -> Result:
        if self._clock.monotonic_seconds() < refusal.again_at:
            raise copy(refusal.error)
        is_over = True
        try:
            return await make()
        except CallRefusedError as error:
            refusal.error, is_over = copy(error), False
            refusal.again_at = self._clock.monotonic_seconds() + self._pause_seconds
            raise
        finally:
            if is_over:
                del self._refusals[key]
