"""Calls whose credentials were refused, and when they may be made again."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

from application.clock import Clock
from domain.worker.aws_scope import AwsScope
from integration.aws.aws_call import AwsCall
from integration.aws.aws_errors import CallRefusedError

Result = TypeVar("Result")
Key = tuple[AwsScope, str, str]

SOONEST_RETRY_SECONDS = 10.0
"""Between two calls that people ask for: each may be the one for which the permission was given."""


@dataclass(slots=True)
class _Refusal:
    error: CallRefusedError
    tried_at: float
    pause_seconds: float
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
            self._refusals[key] = _Refusal(error, self._clock.monotonic_seconds(), self._pause_seconds)
            raise

    def retry(self, scope: AwsScope, service: str) -> None:
        """Shorten the pauses of one service in a scope: somebody asks."""
        for (refused_scope, refused_service, _), refusal in self._refusals.items():
            if (refused_scope, refused_service) == (scope, service):
                refusal.pause_seconds = min(refusal.pause_seconds, SOONEST_RETRY_SECONDS)

    async def _try_again(self, key: Key, refusal: _Refusal, make: Callable[[], Awaitable[Result]]) -> Result:
        now = self._clock.monotonic_seconds()
        if now < refusal.tried_at + refusal.pause_seconds:
            raise CallRefusedError(str(refusal.error), refusal.error.missing_action)
        refusal.tried_at, refusal.pause_seconds = now, self._pause_seconds
        is_over = True
        try:
            return await make()
        except CallRefusedError as error:
            refusal.error, is_over = error, False
            raise
        finally:
            if is_over:
                del self._refusals[key]
