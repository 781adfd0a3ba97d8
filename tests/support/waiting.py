"""Waiting for what comes true by itself: looked for until a deadline, never slept for."""

import asyncio
import inspect
import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")

LOOK_SECONDS = 0.02


async def until(look: Callable[[], object], what: str, seconds: float = 10.0) -> None:
    """Look until it is so, waiting for the look itself where need be; AssertionError names what did not come."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        found = look()
        if await found if inspect.isawaitable(found) else found:
            return
        await asyncio.sleep(LOOK_SECONDS)
    raise AssertionError(f"not within {seconds:g} s: {what}")


def wait_until(look: Callable[[], Found], what: str, seconds: float = 10.0) -> Found:
    """Do the same outside an event loop, and return what was found."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if found := look():
            return found
        time.sleep(LOOK_SECONDS)
    raise AssertionError(f"not within {seconds:g} s: {what}")
