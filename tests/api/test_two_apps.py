from simulator.fleet.plan import FleetPlan
from simulator.server import SimulatorServer
from support.fixture_types import Serve
from support.stream_reader import open_stream

OTHER_KEY = "cmlf_the-admin-key-of-the-other-fleet"
ALL = {"ami_name": "cisco-cml*"}


async def test_keeps_apart_when_two_apps_share_a_process(serve: Serve, simulator: SimulatorServer) -> None:
    """Two fleets in one process: settings, keys, events, handlers and clients of one never reach the other."""
    other_aws = SimulatorServer(FleetPlan(workers=4, regions=("ap-south-1",), seed=7))
    await other_aws.start()
    one = await serve(fleet_name="one")
    two = await serve(
        fleet_name="two",
        aws=other_aws.address,
        aws_regions=["ap-south-1"],
        bootstrap_admin_key=OTHER_KEY,
        cloud_event_type_prefix="org.example.",
    )
    async with two.client(OTHER_KEY) as at_two, open_stream(one.admin) as of_one, open_stream(at_two) as of_two:
        await of_one.until_async("stream.synced")
        await of_two.until_async("stream.synced")
        first = (await one.admin.post("/api/workers:bulk-import", json=ALL)).json()["imported"]
        second = (await at_two.post("/api/workers:bulk-import", json=ALL)).json()["imported"]
        told_one = [await of_one.next_async() for _ in range(10)]
        told_two = [await of_two.next_async() for _ in range(4)]
        assert (len(first), len(second)) == (10, 4)
        assert {event.json["source"] for event in told_one} == {"/fleets/one"}
        assert {event.json["source"] for event in told_two} == {"/fleets/two"}
        assert {event.json["type"] for event in told_two} == {"org.example.worker.imported.v1"}
        assert {event.json["subject"] for event in told_one} == {worker["id"] for worker in first}
        assert {event.json["subject"] for event in told_two} == {worker["id"] for worker in second}
        assert (await one.admin.get("/api/fleet")).json()["name"] == "one"
        assert (await at_two.get("/api/fleet")).json()["by_region"] == {"ap-south-1": 4}
        assert (await at_two.get(f"/api/workers/{first[0]['id']}")).status_code == 404
        assert (await two.admin.get("/api/fleet")).status_code == 401
        assert (await at_two.get("/api/events")).json()["head"].endswith("-4")
        async with one.client(OTHER_KEY) as stranger:
            assert (await stranger.get("/api/fleet")).status_code == 401
    await other_aws.stop()
