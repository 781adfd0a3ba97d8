"""Controllers behind TLS, whose certificates nobody but a person vouches for."""

from typing import Any

from simulator.cml.cml_server import CmlServer
from simulator.fleet.plan import FleetPlan
from simulator.server import SimulatorServer
from support.fixture_types import Serve
from support.running_service import RunningService

OPEN_TO_SIMULATOR: dict[str, Any] = {
    "cml_username": "admin",
    "cml_password": "simulated",
    "outbound_allow_loopback": True,
    "outbound_allowed_ports": [],
}


async def read(service: RunningService, worker_id: str) -> Any:
    """The worker, after its controller was asked, whatever came of it."""
    await service.admin.post(f"/api/workers/{worker_id}/refresh", params={"sources": "cml"})
    return (await service.admin.get(f"/api/workers/{worker_id}")).json()


def calls_of(cml: CmlServer, instance_id: str) -> int:
    """How many calls the controller has answered."""
    return cml.side.calls.count(instance_id)


async def test_is_refused_when_the_certificate_is_another(serve: Serve) -> None:
    """Untrusted, then pinned by a person, then changed: said in words each time, and nothing is sent meanwhile."""
    server = SimulatorServer(FleetPlan(workers=1, regions=("us-east-1",)), cml=True, cml_tls=True)
    await server.start()
    assert server.cml is not None
    try:
        service = await serve(aws=server.address, **OPEN_TO_SIMULATOR)
        imported = (await service.admin.post("/api/workers:bulk-import", json={"ami_name": "cisco-cml*"})).json()
        (worker,) = imported["imported"]
        trust = f"/api/workers/{worker['id']}/trust"
        untrusted = await read(service, worker["id"])
        assert (untrusted["service_status"], untrusted["service_code"]) == ("error", "cml_certificate_untrusted")
        assert calls_of(server.cml, worker["instance_id"]) == 0
        pinned = await service.admin.post(trust, json={})
        assert pinned.status_code == 200, pinned.text
        assert (seen := await read(service, worker["id"]))["service_status"] == "available", seen
        answered = calls_of(server.cml, worker["instance_id"])
        server.cml.renew_certificate(server.cml.side.by_instance[worker["instance_id"]])
        changed = await read(service, worker["id"])
        assert (changed["service_status"], changed["service_code"]) == ("error", "cml_certificate_changed")
        assert calls_of(server.cml, worker["instance_id"]) == answered
        await service.admin.post(trust, json={})
        assert (seen := await read(service, worker["id"]))["service_status"] == "available", seen
    finally:
        await server.stop()
