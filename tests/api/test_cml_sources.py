"""Controllers of a whole fleet: read, in trouble, and well again."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from application.telemetry.fleet_refresh import FleetRefresh
from application.telemetry.worker_metrics_service import WorkerMetricsService
from application.worker.active_workers import ActiveWorkers
from domain.telemetry.metrics_source import METRICS_SOURCES, MetricsSource
from domain.worker.cml_worker_repository import CMLWorkerRepository
from simulator.cml.faults.cml_fault import CmlFault, CmlFaultBoard, CmlFaultKind
from simulator.fleet.plan import FleetPlan
from simulator.server import SimulatorServer
from support.fixture_types import Fleet, Serve
from support.fleet_settings import REGIONS
from support.running_service import RunningService

OPEN_TO_SIMULATOR: dict[str, Any] = {
    "cml_username": "admin",
    "cml_password": "simulated",
    "outbound_allow_http": True,
    "outbound_allow_loopback": True,
    "outbound_allowed_ports": [],
    "cml_call_timeout_seconds": 3,
    "cml_patience_seconds": 1.5,
}
LASTING = {
    CmlFaultKind.BLACK_HOLE: ("unavailable", "cml_unreachable"),
    CmlFaultKind.DRIP: ("unavailable", "cml_unreachable"),
    CmlFaultKind.DOWN: ("unavailable", "cml_unreachable"),
    CmlFaultKind.ERROR_502: ("starting", "cml_booting"),
    CmlFaultKind.FORBIDDEN: ("unauthorized", "cml_credentials_rejected"),
    CmlFaultKind.GARBAGE: ("error", "cml_garbled"),
}
"""What becomes of a worker whose controller is so."""


@pytest.fixture
async def labs_simulator() -> AsyncIterator[SimulatorServer]:
    """Ten instances with their controllers."""
    server = SimulatorServer(FleetPlan(workers=10, regions=REGIONS), cml=True)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def service(serve: Serve, labs_simulator: SimulatorServer) -> RunningService:
    """The service with the fleet of the simulator."""
    service = await serve(aws=labs_simulator.address, **OPEN_TO_SIMULATOR)
    reply = await service.admin.post("/api/workers:bulk-import", json={"ami_name": "cisco-cml*"})
    assert reply.status_code == 200, reply.text
    return service


async def listed(service: RunningService, **params: str) -> Fleet:
    """The running workers."""
    reply = await service.admin.get("/api/workers", params={"status": "running", **params})
    workers: Fleet = reply.json()["items"]
    return workers


async def refreshed(service: RunningService, workers: Fleet, sources: str = "") -> Any:
    """Read them, and wait for the end."""
    body = {"ids": [worker["id"] for worker in workers], "sources": [sources] if sources else []}
    return (await service.admin.post("/api/workers:refresh", params={"wait": 20}, json=body)).json()


def faults_of(simulator: SimulatorServer) -> CmlFaultBoard:
    """The board of its controllers."""
    assert simulator.cml is not None
    return simulator.cml.side.faults


def order(simulator: SimulatorServer, kind: CmlFaultKind, worker: Any, **more: Any) -> None:
    """Order trouble for one controller."""
    board = faults_of(simulator)
    board.add(CmlFault(board.next_id(), kind, frozenset({worker["instance_id"]}), **more))


async def test_shows_what_controllers_say_when_all_are_well(service: RunningService) -> None:
    """Figures, each with its source, service and version; found by filter and order."""
    await refreshed(service, await listed(service))
    workers = await listed(service, service_status="available", sort="-memory_used_percent")
    assert workers
    for worker in workers:
        assert worker["telemetry"]["sources"]["cpu_percent"] == "cml"
        assert worker["https_endpoint"] == worker["tags"]["cml-endpoint"]
        assert worker["cml"]["version"]
    memory = [worker["telemetry"]["memory_used_percent"] for worker in workers]
    assert memory == sorted(memory, reverse=True)


async def test_others_are_saved_first_when_some_are_in_trouble(
    service: RunningService, labs_simulator: SimulatorServer
) -> None:
    """Each trouble is said in words at its own worker; who hangs holds up nobody."""
    troubled = dict(zip(LASTING, await listed(service), strict=False))
    for kind, worker in troubled.items():
        order(labs_simulator, kind, worker)
    assert labs_simulator.cml is not None
    await labs_simulator.cml.sweep()
    batches: list[set[str]] = []
    repository = service.service(CMLWorkerRepository)

    async def save(batch: FleetRefresh) -> None:
        batches.append(set(batch.cml) | set(batch.failures))
        await repository.update_many_async(list(batch.workers.values()), batch.apply_to, batch.announcements)

    active = await service.service(ActiveWorkers).load_async()
    await service.service(WorkerMetricsService).refresh_async(active, METRICS_SOURCES, save)
    hanging = {troubled[kind]["id"] for kind in (CmlFaultKind.BLACK_HOLE, CmlFaultKind.DRIP)}
    running = {worker["id"] for worker in await listed(service)}
    assert running - hanging <= batches[0]
    assert not hanging & batches[0]
    shown = {worker["id"]: worker for worker in await listed(service)}
    seen = {kind: shown[worker["id"]] for kind, worker in troubled.items()}
    assert {kind: (worker["service_status"], worker["service_code"]) for kind, worker in seen.items()} == LASTING
    assert all(worker["failing"]["cml"]["code"] == worker["service_code"] for worker in seen.values())


async def test_is_available_again_when_the_trouble_is_over(
    service: RunningService, labs_simulator: SimulatorServer
) -> None:
    """A token that is refused is renewed in the cycle; a fault of the controller is told, and its end."""
    worker, other = (await listed(service))[:2]
    order(labs_simulator, CmlFaultKind.UNAUTHORIZED, other, route="GET system_stats", calls_left=1)
    order(labs_simulator, CmlFaultKind.ERROR_500, worker, route="GET system_stats")
    await refreshed(service, [worker, other], MetricsSource.CML)
    faults_of(labs_simulator).lift()
    await refreshed(service, [worker], MetricsSource.CML)
    shown = {item["id"]: item["service_status"] for item in await listed(service)}
    assert (shown[worker["id"]], shown[other["id"]]) == ("available", "available")
    events = (await service.admin.get("/api/events", params={"worker_ids": worker["id"]})).json()
    types = [item["event"]["type"].removeprefix("io.cmlfleet.") for item in events["items"]]
    assert {"worker.source.failing.v1", "worker.source.recovered.v1"} <= set(types)
    assert types.count("worker.service.changed.v1") == 2


async def test_second_cycle_writes_nothing_when_the_fleet_is_unchanged(service: RunningService) -> None:
    """One heartbeat for each source, and no worker's event."""
    workers = await listed(service)
    metrics, repository = service.service(WorkerMetricsService), service.service(CMLWorkerRepository)
    told: list[str] = []

    async def save(batch: FleetRefresh) -> None:
        told.extend(event.short_type for worker in batch.workers.values() for event in worker.pending_events)
        told.extend(f"{event.short_type} {event.source}" for event in batch.heartbeats)
        await repository.update_many_async(list(batch.workers.values()), batch.apply_to, batch.announcements)

    await refreshed(service, workers, MetricsSource.CML)
    await metrics.refresh_async(await service.service(ActiveWorkers).load_async(), [MetricsSource.CML], save)
    assert [each for each in told if not each.startswith("worker.telemetry")] == ["fleet.refresh.completed cml"]
