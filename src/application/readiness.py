"""Whether this process should be sent requests, and what is not well."""

import asyncio
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from application.clock import Clock
from application.health_check import Health, HealthCheck

REMEMBERED_SECONDS = 1.0
LOOK_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class ReadinessReport:
    """`reason` says why it is not ready, "" when it is; `checks` are those that were looked at, by name."""

    reason: str
    checks: Mapping[str, Health]


class Readiness:
    """Ready = started, not stopping, and every essential check well."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.started = False
        self.stopping = False
        self.checks: Sequence[HealthCheck] = ()
        self._looking = asyncio.Lock()
        self._looked_at = -math.inf
        self._found: Mapping[str, Health] = {}

    async def report_async(self) -> ReadinessReport:
        """Look at all checks at once; what was found is told to all who ask within the next second."""
        if self.stopping or not self.started:
            return ReadinessReport("stopping" if self.stopping else "starting", {})
        async with self._looking:
            await self._look_again_async()
        faults = (self._found[check.health_name].fault for check in self.checks if check.is_essential)
        return ReadinessReport(next(filter(None, faults), ""), self._found)

    async def _look_again_async(self) -> None:
        if self._clock.monotonic_seconds() - self._looked_at < REMEMBERED_SECONDS:
            return
        async with asyncio.TaskGroup() as tasks:
            looks = {check.health_name: tasks.create_task(_look_async(check)) for check in self.checks}
        self._found = {name: look.result() for name, look in looks.items()}
        self._looked_at = self._clock.monotonic_seconds()


async def _look_async(check: HealthCheck) -> Health:
    try:
        async with asyncio.timeout(LOOK_SECONDS):
            return await check.health_async()
    except TimeoutError:
        return Health(f"{check.health_name} does not answer")
