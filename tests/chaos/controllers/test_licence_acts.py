"""The service is killed before every step of what is done about a licence."""

from collections.abc import Mapping
from typing import Any

import httpx
import pytest
from pymongo import AsyncMongoClient

from simulator.cml.cml_side import CmlSide
from support.database import DatabaseServer
from support.dying_service import DyingService

CLIENT = "integration.cml.aiohttp_cml_client:AiohttpCMLClient"
SETTLING = "application.license.license_task:LicenseTask.settling_async"
ENDING = "domain.worker.licensed_worker:LicensedWorker.end_license_act"
COMPLETING = "domain.operation.operation:Operation.complete"
REMOVING = "integration.mongo.mongo_license_token_store:MongoLicenseTokenStore.remove_async"
STEPS: Mapping[str, list[str]] = {
    "register": [f"{CLIENT}.register_license_async", SETTLING, ENDING, REMOVING, COMPLETING],
    "renew": [f"{CLIENT}.renew_license_async", SETTLING, f"{CLIENT}.renew_authorization_async"],
    "deregister": [f"{CLIENT}.deregister_license_async", SETTLING],
}
ROUTES = {
    "register": "POST licensing/registration",
    "renew": "PUT licensing/registration/renew",
    "deregister": "DELETE licensing/deregistration",
}


async def path_of(client: httpx.AsyncClient) -> str:
    """Import the worker; the licence of its controller."""
    await client.post("/api/workers:bulk-import", json={"ami_name": "cisco-cml*"})
    [worker] = (await client.get("/api/workers")).json()["items"]
    return f"/api/workers/{worker['id']}/license"


@pytest.mark.timeout(240)
@pytest.mark.parametrize("act", STEPS)
async def test_is_done_once_when_killed_before_every_step(
    side: CmlSide, service: DyingService, database: DatabaseServer, database_name: str, act: str
) -> None:
    """Before the order, while Cisco decides, before the end is told, before the token goes, and before the last word.

    From where Cisco has decided, all acts go the same way. The controller is asked once; one end is told; no token is
    left.
    """
    [host] = side.by_instance.values()
    licence = side.fleet.controller_of(host.instance).licence
    body: dict[str, Any] | None = None
    if act == "register":
        licence.lapse()
        body = {"token": "c2VjcmV0LXRva2Vu"}
    service.deaths = list(STEPS[act])
    await service.start_async()
    async with service.client() as client:
        path = await path_of(client)
        operation = await service.outlive_async(client, client.post(f"{path}/{act}", json=body))
        assert (operation["status"], operation["done"]) == ("completed", 1), operation
        assert (await client.get(path)).json()["act"]["failed"] is False
        events = (await client.get("/api/events", params={"limit": 1000})).json()["items"]
    ends = [each for each in events if each["event"]["type"].endswith("tration.completed.v1")]
    assert (len(ends), side.calls.count(route=ROUTES[act])) == (1, 1)
    assert licence.is_registered is (act != "deregister")
    async with AsyncMongoClient[dict[str, Any]](database.uri) as mongo:
        assert await mongo[database_name]["license_tokens"].count_documents({}) == 0
