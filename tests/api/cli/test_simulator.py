"""`simulator ...`, against a control API that answers as it was told."""

import json

import pytest

from .command_line import CommandLine
from .fake_server import FakeServer, Reply

INSTANCE = {"id": "i-1", "name": "cml-01", "region": "us-east-1", "state": "stopping", "status_check": "ok"}
ROOT = "/_simulator"


@pytest.fixture
def simulator(cli: CommandLine, server: FakeServer) -> dict[str, str]:
    """Return the environment that names the simulator."""
    return {"CML_FLEET_SIMULATOR": server.address}


def test_lists_instances(cli: CommandLine, server: FakeServer, simulator: dict[str, str]) -> None:
    """Without showing the simulator any key."""
    server.tell("GET", f"{ROOT}/instances", Reply(body={"instances": [INSTANCE]}))
    assert json.loads(cli.run("simulator", "list", "-o", "json", **simulator).stdout) == [INSTANCE]
    assert "authorization" not in server.seen[0].headers


@pytest.mark.parametrize("verb", ["start", "stop", "reboot", "terminate", "impair", "heal"])
def test_does_to_instances_what_is_said(
    cli: CommandLine, server: FakeServer, simulator: dict[str, str], verb: str
) -> None:
    """One after the other."""
    for name in ("i-1", "i-2"):
        server.tell("POST", f"{ROOT}/instances/{name}/{verb}", Reply(body=INSTANCE))
    finished = cli.run("simulator", verb, "i-1", "i-2", **simulator)
    assert finished.returncode == 0
    assert "i-2: stopping" in finished.stderr


def test_passes_refusals_on(cli: CommandLine, server: FakeServer, simulator: dict[str, str]) -> None:
    """The simulator words its refusals in its own way."""
    server.tell("POST", f"{ROOT}/instances/i-9/stop", Reply(404, {"error": "no such instance"}))
    server.tell("POST", f"{ROOT}/instances/i-8/stop", Reply(409, {"error": "it is terminated"}))
    finished = cli.run("simulator", "stop", "i-9", **simulator)
    assert (finished.returncode, finished.stderr) == (3, "cml-fleet: no such instance.\n")
    assert cli.run("simulator", "stop", "i-8", **simulator).returncode == 5


def test_orders_and_clears_faults(cli: CommandLine, server: FakeServer, simulator: dict[str, str]) -> None:
    """Only what was said is sent."""
    server.tell("POST", f"{ROOT}/faults", Reply(201, {"id": 1, "kind": "throttle", "service": "ec2"}))
    server.tell("DELETE", f"{ROOT}/faults", Reply(body={"lifted": 1}))
    server.tell("GET", f"{ROOT}/faults", Reply(body={"faults": []}))
    order = ["--service", "ec2", "--kind", "throttle", "--region", "eu-west-1", "--count", "3"]
    assert cli.run("simulator", "fault", *order, **simulator).returncode == 0
    assert server.seen[0].body == {"service": "ec2", "kind": "throttle", "region": "eu-west-1", "count": 3}
    assert cli.run("simulator", "faults", "clear", **simulator).returncode == 0
    assert cli.run("simulator", "faults", "list", "-o", "json", **simulator).stdout == "[]\n"


def test_orders_and_clears_one_fault_when_told_to(
    cli: CommandLine, server: FakeServer, simulator: dict[str, str]
) -> None:
    """A fault may name instances and an amount; one fault is cleared by its number; the kinds explain themselves."""
    kinds = [{"kind": "hang", "meaning": "no answer"}]
    server.tell("POST", f"{ROOT}/faults", Reply(201, {"id": 1, "kind": "missing_instance", "service": "ec2"}))
    server.tell("DELETE", f"{ROOT}/faults/1", Reply(body={"lifted": 1}))
    server.tell("GET", f"{ROOT}/faults/kinds", Reply(body={"kinds": kinds}))
    order = ["--service", "ec2", "--kind", "missing_instance", "--instance", "i-1", "--instance", "i-2"]
    assert cli.run("simulator", "fault", *order, "--amount", "2", "--seconds", "9", **simulator).returncode == 0
    told = {"service": "ec2", "kind": "missing_instance", "instances": ["i-1", "i-2"], "amount": 2, "seconds": 9}
    assert server.seen[0].body == told
    assert "Fault 1 is over." in cli.run("simulator", "faults", "clear", "1", **simulator).stderr
    assert "hang  no answer" in cli.run("simulator", "faults", "kinds", **simulator).stdout


def test_launches_when_told_to(cli: CommandLine, server: FakeServer, simulator: dict[str, str]) -> None:
    """Only what was said is asked for; new instances are listed."""
    server.tell("POST", f"{ROOT}/instances", Reply(201, {"instances": [INSTANCE]}))
    wish = ["--count", "2", "--type", "c5.4xlarge", "--tag", "course=ccna"]
    finished = cli.run("simulator", "launch", *wish, "-o", "name", **simulator)
    assert finished.stdout == "i-1\n"
    assert server.seen[0].body == {"count": 2, "type": "c5.4xlarge", "tags": {"course": "ccna"}}


def test_changes_type_and_tags_when_told_to(cli: CommandLine, server: FakeServer, simulator: dict[str, str]) -> None:
    """A type and tags are set for each instance named; a tag is removed by its key."""
    changed = {**INSTANCE, "type": "m5zn.metal", "tags": {"course": "ccna"}}
    for name in ("i-1", "i-2"):
        server.tell("POST", f"{ROOT}/instances/{name}/type", Reply(body=changed))
    server.tell("POST", f"{ROOT}/instances/i-1/tags", Reply(body=changed))
    retyped = cli.run("simulator", "retype", "i-1", "i-2", "--type", "m5zn.metal", **simulator)
    assert retyped.stderr == "i-1: type m5zn.metal.\n" * 2
    tagged = cli.run("simulator", "tag", "i-1", "--tag", "course=ccna", **simulator)
    assert tagged.stderr == "i-1: course=ccna.\n"
    assert cli.run("simulator", "untag", "i-1", "--key", "owner", **simulator).returncode == 0
    assert [each.body for each in server.seen[2:]] == [{"course": "ccna"}, {"owner": None}]
    assert cli.run("simulator", "tag", "i-1", "--tag", "course", **simulator).returncode == 2


@pytest.mark.parametrize(("verb", "state"), [("monitor", "enabled"), ("unmonitor", "disabled")])
def test_switches_monitoring(
    cli: CommandLine, server: FakeServer, simulator: dict[str, str], verb: str, state: str
) -> None:
    """And tells how it stands."""
    server.tell("POST", f"{ROOT}/instances/i-1/{verb}", Reply(body={**INSTANCE, "monitoring": state}))
    assert cli.run("simulator", verb, "i-1", **simulator).stderr == f"i-1: monitoring {state}.\n"


def test_shapes_what_is_served_when_told_to(cli: CommandLine, server: FakeServer, simulator: dict[str, str]) -> None:
    """How late EC2 shows things is shown and set in seconds; the limits are switched; it goes away for a while."""
    delays = {"new_instances": 20, "changes": 0}
    server.tell("GET", f"{ROOT}/consistency", Reply(body=delays))
    server.tell("PUT", f"{ROOT}/consistency", Reply(body=delays))
    server.tell("PUT", f"{ROOT}/throttling", Reply(body={"enabled": False}))
    server.tell("POST", f"{ROOT}/away", Reply(body={"seconds": 2.5}))
    assert json.loads(cli.run("simulator", "consistency", "-o", "json", **simulator).stdout) == delays
    assert cli.run("simulator", "consistency", "new_instances=20", **simulator).returncode == 0
    assert cli.run("simulator", "throttling", "off", **simulator).returncode == 0
    assert "away for 2.5 s" in cli.run("simulator", "away", "2.5", **simulator).stderr
    assert [each.body for each in server.seen[1:]] == [{"new_instances": 20}, {"enabled": False}, {"seconds": 2.5}]


def test_sets_latency_and_counts_calls(cli: CommandLine, server: FakeServer, simulator: dict[str, str]) -> None:
    """Latency in seconds; calls by service, region and action."""
    counts = {"ec2": {"us-east-1": {"DescribeInstances": 7}}}
    server.tell("PUT", f"{ROOT}/latency", Reply(body={"ec2": 0.08, "cloudwatch": 0}))
    server.tell("GET", f"{ROOT}/calls", Reply(body={"total": 7, "calls": counts, "throttled": {}}))
    server.tell("DELETE", f"{ROOT}/calls", Reply(body={"total": 0}))
    assert cli.run("simulator", "latency", "ec2=0.08", **simulator).returncode == 0
    assert server.seen[0].body == {"ec2": 0.08}
    assert cli.run("simulator", "latency", "ec2=fast", **simulator).returncode == 2
    assert "DescribeInstances  7" in cli.run("simulator", "calls", **simulator).stdout
    assert cli.run("simulator", "calls", "--clear", **simulator).returncode == 0


def test_prefers_the_address_when_it_is_on_the_command_line(cli: CommandLine, server: FakeServer) -> None:
    """The option wins over the environment."""
    server.tell("GET", f"{ROOT}/instances", Reply(body={"instances": []}))
    elsewhere = {"CML_FLEET_SIMULATOR": "http://127.0.0.1:1"}
    assert cli.run("simulator", "list", "--simulator", server.address, **elsewhere).returncode == 0
    assert cli.run("simulator", "list", **elsewhere).returncode == 7
