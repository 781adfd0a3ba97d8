"""The calls of a cycle by aiohttp alone, and nothing made of the answers: what asking costs at least."""

import aiohttp

from benchmarks.cml.calls import PATHS
from benchmarks.fleet import Fleet
from benchmarks.measuring.cost import cost


async def bare_calls_async(fleet: Fleet) -> float:
    """Ask each controller what a cycle asks it, and return the seconds of processor time."""
    urls = [worker.state.https_endpoint for worker in await fleet.active.load_async()]
    async with aiohttp.ClientSession() as session:
        tokens = [await _token(session, url) for url in urls if url]
        with cost() as measured:
            for url, token in zip(urls, tokens, strict=True):
                for path in PATHS:
                    async with session.get(
                        f"{url}/api/v0{path}", headers={"Authorization": f"Bearer {token}"}
                    ) as reply:
                        await reply.read()
    return measured.cpu_seconds


async def _token(session: aiohttp.ClientSession, url: str) -> str:
    async with session.post(f"{url}/api/v0/authenticate", json={"username": "admin", "password": "simulated"}) as reply:
        token: str = await reply.json()
    return token
