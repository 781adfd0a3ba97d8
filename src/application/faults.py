"""The edge at which one's fault must not become the others'."""

from collections.abc import Awaitable
from typing import TypeVar

Result = TypeVar("Result")


async def result_or_error(work: Awaitable[Result]) -> Result | Exception:
    """Do the work and return its result, or what it raised, which the caller tells. A cancellation goes on."""
    try:
        return await work
    except Exception as error:  # noqa: BLE001  # an event handler, a region, a check among several: it fails alone
        return error


async def fault_of(work: Awaitable[object]) -> Exception | None:
    """Do the work and return what it raised; None when it went well."""
    outcome = await result_or_error(work)
    return outcome if isinstance(outcome, Exception) else None
