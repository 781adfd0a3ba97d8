"""RunControl: what stops, pauses and ends one run from outside."""

import asyncio
from typing import Any

from domain.job.job_execution import Control


class RunControl:
    """The time in which a run is paused does not count towards its deadline."""

    def __init__(self, timeout_seconds: float) -> None:
        self._timeout_seconds = timeout_seconds
        self._resumed = asyncio.Event()
        self._resumed.set()
        self._working: asyncio.Task[Any] | None = None
        self.deadline = asyncio.timeout(timeout_seconds)
        self.is_lost = False
        self.is_handed_over = False
        self.by = ""

    @property
    def is_paused(self) -> bool:
        """Whether it is to wait at its next boundary."""
        return not self._resumed.is_set()

    @property
    def _is_ended(self) -> bool:
        return self.is_lost or self.is_handed_over or bool(self.by)

    def work_is(self, working: "asyncio.Task[Any]") -> None:
        """Take the task that does the work; what was asked before it began holds for it."""
        self._working = working
        if self._is_ended:
            working.cancel()

    def follow(self, asked: Control, by: str) -> None:
        """Do what somebody asks."""
        if asked is Control.CANCEL and not self.by:
            self.by = by
            self._cancel()
        elif asked is Control.PAUSE:
            self._resumed.clear()
        elif asked is Control.NONE:
            self._resumed.set()

    def lose(self) -> None:
        """End it at once, for nothing."""
        self.is_lost = True
        self._cancel()

    def hand_over(self) -> None:
        """End it at once, for another process to go on."""
        self.is_handed_over = True
        self._cancel()

    async def wait_while_paused_async(self) -> None:
        """Return once it may go on."""
        if self._resumed.is_set():
            return
        left = self._left_seconds()
        self.deadline.reschedule(None)
        await self._resumed.wait()
        self.deadline.reschedule(asyncio.get_running_loop().time() + left)

    def _left_seconds(self) -> float:
        ends_at = self.deadline.when()
        return self._timeout_seconds if ends_at is None else max(0.0, ends_at - asyncio.get_running_loop().time())

    def _cancel(self) -> None:
        if self._working is not None:
            self._working.cancel()
