"""The edge at which one's fault must not become the others'."""

from collections.abc import Awaitable


async def fault_of(work: Awaitable[object]) -> Exception | None:
    """Do the work and return what it raised, None when it went well; the caller tells it. A cancellation goes on."""
    try:
        await work
    except Exception as error:  # noqa: BLE001  # an event handler or one region among several: it fails alone
        return error
    return None
