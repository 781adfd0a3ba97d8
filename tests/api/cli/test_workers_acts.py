"""`workers start|stop|reboot|terminate`."""

import json

import pytest

from .command_line import CommandLine
from .fake_server import FakeServer, Reply
from .samples import page, worker
from .test_operations import operation

WORKERS = "/api/workers"
DONE = operation("done", status="completed", command="workers.stop")


def test_acts_on_one_and_shows_the_end(cli: CommandLine, server: FakeServer) -> None:
    """By its name; starting asks no question."""
    server.tell("GET", WORKERS, page(worker(1)))
    server.tell("POST", f"{WORKERS}/w-1/start", Reply(202, DONE))
    finished = cli.run("workers", "start", "cml-01", "-o", "json")
    assert (finished.returncode, json.loads(finished.stdout)) == (0, DONE)


@pytest.mark.parametrize("act", ["stop", "reboot"])
def test_acts_on_several_as_one_operation(cli: CommandLine, server: FakeServer, act: str) -> None:
    """Only with --yes where nobody can be asked; who failed ends it with 1."""
    server.tell("GET", WORKERS, page(worker(1), worker(2)))
    server.tell("POST", f"{WORKERS}:{act}", Reply(202, operation("done", "failed", status="completed")))
    assert cli.run("workers", act, "cml-01", "cml-02").returncode == 2
    assert server.asked(f"{WORKERS}:{act}") == []
    finished = cli.run("workers", act, "cml-02", "cml-01", "--yes")
    assert (finished.returncode, finished.stderr) == (1, "cml-fleet: 1 of 2 failed.\n")
    assert server.asked(f"{WORKERS}:{act}")[0].body == {"ids": ["w-2", "w-1"]}


def test_terminates_only_with_the_name(cli: CommandLine, server: FakeServer) -> None:
    """Nobody is asked where there is no terminal, and --yes is not known."""
    server.tell("GET", WORKERS, page(worker(1), worker(2)))
    server.tell("POST", f"{WORKERS}/w-1/terminate", Reply(202, DONE))
    server.tell("POST", f"{WORKERS}:terminate", Reply(202, DONE))
    assert cli.run("workers", "terminate", "w-1", stdin="cml-01\n").returncode == 2
    assert cli.run("workers", "terminate", "w-1", "--yes").returncode == 2
    assert cli.run("workers", "terminate", "w-1", "w-2", "--confirm", "cml-01").returncode == 2
    assert {request.method for request in server.seen} <= {"GET"}
    assert cli.run("workers", "terminate", "w-1", "--confirm", "cml-01", "--no-wait").returncode == 0
    assert server.asked(f"{WORKERS}/w-1/terminate")[0].body == {"confirm": "cml-01"}
    confirmed = ("--confirm", "cml-02", "--confirm", "cml-01")
    assert cli.run("workers", "terminate", "w-2", "w-1", *confirmed).returncode == 0
    assert server.asked(f"{WORKERS}:terminate")[0].body == {
        "workers": [{"id": "w-2", "confirm": "cml-02"}, {"id": "w-1", "confirm": "cml-01"}]
    }


def test_terminates_when_the_name_is_typed(cli: CommandLine, server: FakeServer) -> None:
    """On a terminal."""
    server.tell("GET", WORKERS, page(worker(1)))
    server.tell("POST", f"{WORKERS}/w-1/terminate", Reply(202, DONE))
    with cli.on_terminal("workers", "terminate", "w-1") as terminal:
        terminal.read_until(lambda shown: "Type the name of w-1" in shown)
        terminal.type("cml-01\n")
        terminal.read_until(lambda shown: "completed" in shown)
        assert terminal.exit_code() == 0
    assert server.asked(f"{WORKERS}/w-1/terminate")[0].body == {"confirm": "cml-01"}


def test_shows_what_is_asked_and_by_whom(cli: CommandLine, server: FakeServer) -> None:
    """As long as it is not done."""
    asked = {"act": "stop", "by": "key:ops", "since": "2026-01-02T03:04:05Z"}
    server.tell("GET", WORKERS, page(worker(1)))
    server.tell("GET", f"{WORKERS}/w-1", Reply(body=worker(1, status="stopping", asked=asked)))
    assert "stop, by key:ops since 2026-01-02T03:04:05Z" in cli.run("workers", "get", "w-1").stdout
