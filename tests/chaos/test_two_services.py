import asyncio
from typing import Any

import httpx
import pytest

from support.chaos import Acknowledged, NewService, background, import_fleet
from support.database import DatabaseServer
from support.log_check import read_fleet
from support.stream_reader import FaithfulListener
from support.waiting import until


async def view_of(client: httpx.AsyncClient) -> dict[str, Any]:
    """What a service shows."""
    reply: dict[str, Any] = (await client.get("/api/workers")).json()
    return {"sequence": reply["fleet_sequence"], "items": reply["items"]}


@pytest.mark.timeout(120)
async def test_loses_no_update_when_two_services_commit_at_once(
    database: DatabaseServer, database_name: str, new_service: NewService, contention_seconds: float
) -> None:
    """Two services that refresh the same workers at the same moments: one log, no update lost, one picture."""
    one, two = new_service(database), new_service(database)
    one.start()
    two.start()
    await one.ready_async()
    await two.ready_async()
    await import_fleet(one)
    epoch = (await read_fleet(database.uri, database_name)).epoch
    async with one.client() as at_one, two.client() as at_two:
        clients = [Acknowledged(at_one), Acknowledged(at_two), Acknowledged(at_one), Acknowledged(at_two)]
        listeners = [FaithfulListener(at_one, f"{epoch}-0"), FaithfulListener(at_two, f"{epoch}-0")]
        async with background(*(listener.run_async() for listener in listeners)):
            async with background(*(client.run_async() for client in clients)):
                await asyncio.sleep(contention_seconds)

            async def same_picture() -> bool:
                return await view_of(at_one) == await view_of(at_two)

            await until(same_picture, "both services show the same")
            one.child.terminate()
            two.child.terminate()
            await until(lambda: one.child.has_ended, "the first service ends")
            await until(lambda: two.child.has_ended, "the second service ends")
    fleet = await read_fleet(database.uri, database_name)
    fleet.check_gapless()
    fleet.check_agreement()
    for client in clients:
        client.check_kept(fleet)
    for listener in listeners:
        assert listener.resets == []
        assert listener.seen == list(range(1, len(listener.seen) + 1))
