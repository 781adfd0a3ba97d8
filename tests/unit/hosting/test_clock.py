"""Waiting by the real clock."""

import asyncio

from application.clock import Clock


async def test_wait_ends_when_the_time_is_over() -> None:
    """By the seconds, whether anybody could have woken it or not."""
    clock, never = Clock(), asyncio.Event()
    began = clock.monotonic_seconds()
    await clock.wait_async(0.01)
    await clock.wait_async(0.01, never)
    assert clock.monotonic_seconds() - began >= 0.02


async def test_wait_ends_at_once_when_it_is_woken() -> None:
    """However long it would have been."""
    woken = asyncio.Event()
    woken.set()
    async with asyncio.timeout(20):
        await Clock().wait_async(3600, woken)
