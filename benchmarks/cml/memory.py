"""`python -m benchmarks.cml.memory PORT FINGERPRINT IDLE_SECONDS`: ask a thousand controllers, print the memory in MB.

A process of its own, so that nothing else is in it.
"""

import asyncio
import resource
import sys
from collections.abc import Iterator
from pathlib import Path

import uvloop

from benchmarks.cml.client import client_of, host
from integration.cml.aiohttp_cml_client import AiohttpCMLClient

WORKERS = 1000
AT_ONCE = 64
CYCLES = 2
BYTES_PER_PAGE = 4096
MEGA = 1_000_000


async def most_megabytes_async(port: int, fingerprint: str, idle_seconds: float) -> tuple[float, float]:
    """Return what this process took before, and the most that it took in some cycles."""
    before, most = _resident_megabytes(), 0.0
    async with client_of(fingerprint, WORKERS, cml_idle_connection_seconds=idle_seconds) as client:
        for _ in range(CYCLES):
            waiting = iter(range(WORKERS))
            async with asyncio.TaskGroup() as tasks:
                for _ in range(AT_ONCE):
                    tasks.create_task(_ask_each(client, waiting, port))
            most = max(most, _resident_megabytes())
    return before, most


async def _ask_each(client: AiohttpCMLClient, waiting: Iterator[int], port: int) -> None:
    for number in waiting:
        asked = host(number, "https", port)
        await client.read_system_async(asked)
        await client.read_labs_async(asked, {})


def _resident_megabytes() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * BYTES_PER_PAGE / MEGA


def allow_many_files() -> None:
    """A thousand connections are more than a shell allows its programs."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


if __name__ == "__main__":
    allow_many_files()
    found = uvloop.run(most_megabytes_async(int(sys.argv[1]), sys.argv[2], float(sys.argv[3])))
    print(*(f"{megabytes:.0f}" for megabytes in found))
