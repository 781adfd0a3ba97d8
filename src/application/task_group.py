"""A task group that raises what its block raised."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


@asynccontextmanager
async def task_group() -> AsyncIterator[asyncio.TaskGroup]:
    """Open a TaskGroup; the first error comes out as itself, so that who catches errors by type still can.

    asyncio's own group wraps every error into an ExceptionGroup, also one of the block itself.
    """
    failed: BaseExceptionGroup[BaseException] | None = None
    try:
        async with asyncio.TaskGroup() as group:
            yield group
    except BaseExceptionGroup as errors:
        failed = errors.with_traceback(None)  # asyncio's frame holds the group, which would hold that frame
    if failed is not None:
        try:
            raise failed.exceptions[0]
        finally:
            del failed  # the error holds this frame
