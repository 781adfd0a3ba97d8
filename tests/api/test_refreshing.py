from simulator.aws.call import Service
from simulator.faults.fault import Fault, FaultKind
from simulator.server import SimulatorServer
from support.fixture_types import Fleet
from support.running_service import RunningService

AWS = {"sources": "ec2,cloudwatch"}


def trouble(simulator: SimulatorServer, service: Service, kind: FaultKind = FaultKind.UNAUTHORIZED) -> None:
    """Order trouble for every call to a service."""
    faults = simulator.simulation.faults
    faults.add(Fault(fault_id=faults.next_id(), kind=kind, service=service))


async def test_reads_all_sources_when_refreshed(service: RunningService, fleet: Fleet) -> None:
    """A refresh names the sources it read and the fields that changed, and answers with the worker as it is now."""
    reply = (await service.admin.post(f"/api/workers/{fleet[0]['id']}/refresh", params=AWS)).json()
    assert reply["sources_synced"] == ["ec2", "cloudwatch"]
    assert reply["updated_fields"] == ["checks", "telemetry"]
    assert reply["errors"] == {}
    assert reply["worker"]["telemetry"]["cpu_percent"] is not None
    assert reply["worker"] == (await service.admin.get(f"/api/workers/{fleet[0]['id']}")).json()


async def test_reads_some_sources_when_they_are_named(service: RunningService, fleet: Fleet) -> None:
    """`sources` limits what is read."""
    reply = await service.admin.post(f"/api/workers/{fleet[0]['id']}/refresh", params={"sources": "ec2"})
    assert reply.json()["sources_synced"] == ["ec2"]
    assert reply.json()["worker"]["telemetry"]["cpu_percent"] is None


async def test_sees_the_state_when_the_status_is_synced(
    service: RunningService, simulator: SimulatorServer, fleet: Fleet
) -> None:
    """What happened behind the service's back is in the reply and in the next read."""
    simulator.simulation.fleet.stop([simulator.simulation.fleet.all()[0]])
    reply = (await service.admin.post(f"/api/workers/{fleet[0]['id']}/sync-ec2-status")).json()
    assert reply["sources_synced"] == ["ec2"]
    assert reply["worker"]["status"] == "stopped"
    assert {"status", "status_reason"} <= set(reply["updated_fields"])


async def test_conflicts_when_figures_of_a_stopped_worker_are_wanted(
    service: RunningService, simulator: SimulatorServer, fleet: Fleet
) -> None:
    """CloudWatch holds nothing of a worker that is off: 409, and the state says why."""
    running = await service.admin.post(f"/api/workers/{fleet[0]['id']}/collect-cloudwatch-metrics")
    simulator.simulation.fleet.stop([simulator.simulation.fleet.all()[0]])
    await service.admin.post(f"/api/workers/{fleet[0]['id']}/sync-ec2-status")
    stopped = await service.admin.post(f"/api/workers/{fleet[0]['id']}/collect-cloudwatch-metrics")
    assert running.json()["sources_synced"] == ["cloudwatch"]
    assert stopped.status_code == 409
    assert stopped.json()["detail"] == "worker not running: it is stopped"


async def test_names_the_failing_source_when_one_cannot_be_read(
    service: RunningService, simulator: SimulatorServer, fleet: Fleet
) -> None:
    """The other source is read all the same; the failure is in the reply, on the worker and in the summary."""
    trouble(simulator, Service.CLOUDWATCH)
    reply = (await service.admin.post(f"/api/workers/{fleet[0]['id']}/refresh", params=AWS)).json()
    assert reply["sources_synced"] == ["ec2"]
    assert reply["errors"]["cloudwatch"]["code"] == "unauthorized"
    assert reply["worker"]["failing"]["cloudwatch"]["code"] == "unauthorized"
    failing = (await service.admin.get("/api/fleet")).json()["failing"]
    assert [(item["worker_id"], item["source"]) for item in failing] == [(fleet[0]["id"], "cloudwatch")]
    simulator.simulation.faults.lift()
    again = (await service.admin.post(f"/api/workers/{fleet[0]['id']}/refresh", params=AWS)).json()
    assert again["worker"]["failing"] == {}


async def test_answers_503_when_no_source_can_be_read(
    service: RunningService, simulator: SimulatorServer, fleet: Fleet
) -> None:
    """Nothing was learned: the reply says that it may be tried again, and the worker says what fails."""
    trouble(simulator, Service.EC2)
    reply = await service.admin.post(f"/api/workers/{fleet[0]['id']}/sync-ec2-status")
    worker = (await service.admin.get(f"/api/workers/{fleet[0]['id']}")).json()
    assert reply.status_code == 503
    assert reply.json()["code"] == "unauthorized"
    assert worker["failing"]["ec2"]["code"] == "unauthorized"
    assert worker["status"] == "running"


async def test_reports_the_region_when_a_bulk_import_fails_in_it(
    service: RunningService, simulator: SimulatorServer
) -> None:
    """One region that cannot be searched does not keep the other's instances out."""
    faults = simulator.simulation.faults
    kind = FaultKind.UNAUTHORIZED
    faults.add(Fault(fault_id=faults.next_id(), kind=kind, service=Service.EC2, region="eu-west-1"))
    reply = (await service.admin.post("/api/workers:bulk-import", json={"ami_name": "cisco-cml*"})).json()
    assert {worker["region"] for worker in reply["imported"]} == {"us-east-1"}
    assert [(error["region"], error["code"]) for error in reply["errors"]] == [("eu-west-1", "unauthorized")]


async def test_counts_the_fleet_when_summarised(
    service: RunningService, simulator: SimulatorServer, fleet: Fleet
) -> None:
    """The summary counts by status and region."""
    simulator.simulation.fleet.stop([simulator.simulation.fleet.all()[0]])
    await service.admin.post(f"/api/workers/{fleet[0]['id']}/sync-ec2-status")
    summary = (await service.admin.get("/api/fleet")).json()
    assert summary["workers"] == 10
    assert summary["by_status"] == {"running": 9, "stopped": 1}
    assert summary["by_region"] == {"us-east-1": 5, "eu-west-1": 5}
