"""`simulator cml ...`, against a control API that answers as it was told."""

import json

import pytest

from .command_line import CommandLine
from .fake_server import FakeServer, Reply

HOST = {"instance": "i-1", "name": "cml-01", "address": "https://127.0.0.1:20001", "licensed": True}
ROOT = "/_simulator/cml"


@pytest.fixture
def simulator(cli: CommandLine, server: FakeServer) -> dict[str, str]:
    """Return the environment that names the simulator."""
    return {"CML_FLEET_SIMULATOR": server.address}


def test_lists_hosts(cli: CommandLine, server: FakeServer, simulator: dict[str, str]) -> None:
    """With their addresses."""
    server.tell("GET", f"{ROOT}/hosts", Reply(body={"hosts": [HOST]}))
    assert json.loads(cli.run("simulator", "cml", "list", "-o", "json", **simulator).stdout) == [HOST]


@pytest.mark.parametrize(
    ("verb", "path"),
    [
        ("license", "license"),
        ("unlicense", "unlicense"),
        ("lose-ssms", "lose_ssms"),
        ("find-ssms", "find_ssms"),
        ("close", "close"),
        ("open", "open"),
        ("expire-tokens", "expire_tokens"),
        ("renew-certificate", "renew_certificate"),
    ],
)
def test_does_to_hosts_what_is_said(
    cli: CommandLine, server: FakeServer, simulator: dict[str, str], verb: str, path: str
) -> None:
    """And tells of each of them."""
    server.tell("POST", f"{ROOT}/hosts/i-1/{path}", Reply(body=HOST))
    finished = cli.run("simulator", "cml", verb, "i-1", **simulator)
    assert (finished.returncode, finished.stderr.startswith("i-1: ")) == (0, True)


def test_changes_a_password(cli: CommandLine, server: FakeServer, simulator: dict[str, str]) -> None:
    """Without showing it."""
    server.tell("PUT", f"{ROOT}/hosts/i-1/password", Reply(body=HOST))
    finished = cli.run("simulator", "cml", "password", "i-1", "s3cret", **simulator)
    assert server.seen[0].body == {"password": "s3cret"}
    assert "s3cret" not in finished.stdout + finished.stderr


def test_shows_and_sets_timing(cli: CommandLine, server: FakeServer, simulator: dict[str, str]) -> None:
    """In seconds; only what is named is sent."""
    timing = {"latency": 0.05, "token_lifetime": 86400}
    server.tell("GET", f"{ROOT}/timing", Reply(body=timing))
    server.tell("PUT", f"{ROOT}/timing", Reply(body=timing))
    assert json.loads(cli.run("simulator", "cml", "timing", "-o", "json", **simulator).stdout) == timing
    assert cli.run("simulator", "cml", "timing", "--latency", "0.05", **simulator).returncode == 0
    assert server.seen[1].body == {"latency": 0.05}


def test_counts_calls(cli: CommandLine, server: FakeServer, simulator: dict[str, str]) -> None:
    """By host and route, as a table or as the simulator tells them; and begins anew."""
    counts = {"total": 7, "calls": {"i-1": {"GET labs/{}": 7}}}
    server.tell("GET", f"{ROOT}/calls", Reply(body=counts))
    server.tell("DELETE", f"{ROOT}/calls", Reply(body={"total": 0}))
    assert "GET labs/{}  7" in cli.run("simulator", "cml", "calls", **simulator).stdout
    assert json.loads(cli.run("simulator", "cml", "calls", "-o", "json", **simulator).stdout) == counts
    assert "anew" in cli.run("simulator", "cml", "calls", "--clear", **simulator).stderr


def test_orders_and_clears_faults(cli: CommandLine, server: FakeServer, simulator: dict[str, str]) -> None:
    """Only what was said is sent; the kinds explain themselves."""
    server.tell("POST", f"{ROOT}/faults", Reply(201, {"id": 1, "kind": "redirect"}))
    server.tell("GET", f"{ROOT}/faults", Reply(body={"faults": []}))
    server.tell("GET", f"{ROOT}/faults/kinds", Reply(body={"kinds": [{"kind": "drip", "meaning": "slow"}]}))
    server.tell("DELETE", f"{ROOT}/faults", Reply(body={"lifted": 1}))
    server.tell("DELETE", f"{ROOT}/faults/1", Reply(body={"lifted": 1}))
    order = ["--kind", "redirect", "--instance", "i-1", "--route", "GET labs", "--address", "http://127.0.0.1:1"]
    assert cli.run("simulator", "cml", "fault", *order, **simulator).returncode == 0
    told = {"kind": "redirect", "instances": ["i-1"], "route": "GET labs", "address": "http://127.0.0.1:1"}
    assert server.seen[0].body == told
    assert cli.run("simulator", "cml", "faults", "list", "-o", "json", **simulator).stdout == "[]\n"
    assert "drip  slow" in cli.run("simulator", "cml", "faults", "kinds", **simulator).stdout
    assert "Fault 1 is over." in cli.run("simulator", "cml", "faults", "clear", "1", **simulator).stderr
    assert cli.run("simulator", "cml", "faults", "clear", **simulator).returncode == 0
