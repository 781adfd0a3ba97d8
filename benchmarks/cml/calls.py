"""Processor time of a call of the client, beside a bare GET of the same body by the same library."""

import gc
from collections.abc import Sequence
from statistics import median

import aiohttp

from application.ports.cml_client import CMLHost
from benchmarks.cml.client import client_of, host
from benchmarks.measuring.cost import cost
from benchmarks.measuring.table import heading, row, verdict
from integration.cml.aiohttp_cml_client import AiohttpCMLClient
from integration.cml.lab_reader import LABS
from integration.cml.node_reader import NODES

PATHS = ("/system_information", "/system_stats", LABS, NODES)
MOST_TIMES_A_BARE_GET = 1.5


async def calls_async(port: int, *, quick: bool) -> None:
    """Measure by turns, so that what else the machine does falls on both; print the medians."""
    rounds, repeats = (3, 100) if quick else (15, 400)
    asked = host(0, "http", port)
    async with client_of("", 0) as client, aiohttp.ClientSession() as bare:
        known = await _markers(client, asked)
        ours, theirs = [], []
        gc.collect()
        gc.freeze()  # as the service does
        for _ in range(rounds):
            theirs.append(await _bare(bare, asked.url, repeats))
            ours.append(await _client(client, asked, known, repeats))
    heading("CML: processor time of a call (version, figures, labs and nodes of 5 labs)")
    row("a bare GET by aiohttp", f"{median(theirs) * 1e6:,.0f} us")
    row("a call of the client", f"{median(ours) * 1e6:,.0f} us")
    verdict("the client beside a bare GET", _ratio(ours, theirs), MOST_TIMES_A_BARE_GET, "x")


def _ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    return median(one / other for one, other in zip(ours, theirs, strict=True))


async def _markers(client: AiohttpCMLClient, asked: CMLHost) -> dict[str, str]:
    reading = await client.read_labs_async(asked, {})
    return {lab_id: lab.marker for lab_id, lab in reading.labs.items()}


async def _client(client: AiohttpCMLClient, asked: CMLHost, known: dict[str, str], repeats: int) -> float:
    with cost() as spent:
        for _ in range(repeats):
            await client.read_system_async(asked)
            await client.read_labs_async(asked, known)
    return spent.cpu_seconds / repeats / len(PATHS)


async def _bare(session: aiohttp.ClientSession, url: str, repeats: int) -> float:
    with cost() as spent:
        for _ in range(repeats):
            for path in PATHS:
                async with session.get(f"{url}/api/v0{path}", headers={"Authorization": "Bearer a-token"}) as response:
                    await response.read()
    return spent.cpu_seconds / repeats / len(PATHS)
