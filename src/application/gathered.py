"""The edge of a gathered unit: what is done beside others and must not end them."""

from collections.abc import Awaitable
from typing import TypeVar

Result = TypeVar("Result")


async def result_or_error(unit: Awaitable[Result]) -> Result | Exception:
    """Await one unit of several; its error is returned, so that in a task group it cannot cancel its siblings."""
    try:
        return await unit
    except Exception as error:  # noqa: BLE001  # one region's or one check's surprise must not cancel its siblings
        return error
