"""`operations ...`, and `workers refresh` of several workers, which becomes one."""

import json
from typing import Any

import pytest

from .command_line import CommandLine
from .fake_server import FakeServer, Reply
from .samples import page, worker

WORKERS, OPERATIONS, ID = "/api/workers", "/api/operations", "o-1"


def operation(*outcomes: str, status: str = "running", **changes: Any) -> dict[str, Any]:
    """An operation on as many workers as there are outcomes."""
    return {
        "id": ID,
        "command": "workers.refresh",
        "requested_by": "key:ops",
        "status": status,
        "done": outcomes.count("done"),
        "failed": outcomes.count("failed"),
        "waiting": outcomes.count("waiting"),
        "targets": [
            {"id": f"w-{number}", "outcome": outcome, "code": None, "message": "gone" if outcome == "failed" else None}
            for number, outcome in enumerate(outcomes, start=1)
        ],
        "failure": None,
        "started_at": "2026-01-02T03:04:05Z",
        "finished_at": None if status == "running" else "2026-01-02T03:04:07Z",
        "version": 1,
        **changes,
    }


RUNNING, COMPLETED = operation("waiting", "waiting"), operation("done", "done", status="completed")


def test_refreshes_several_as_one_operation(cli: CommandLine, server: FakeServer) -> None:
    """One read of the fleet for their names, one order, and its end."""
    server.tell("GET", WORKERS, page(worker(1), worker(2), worker(3)))
    server.tell("POST", f"{WORKERS}:refresh", Reply(202, RUNNING))
    server.reply_in_turn("GET", f"{OPERATIONS}/{ID}", [Reply(body=RUNNING), Reply(body=COMPLETED)])
    finished = cli.run("workers", "refresh", "cml-02", "w-1", "--sources", "ec2,cloudwatch", "-o", "json")
    assert (finished.returncode, json.loads(finished.stdout)) == (0, COMPLETED)
    assert len(server.asked(WORKERS)) == 1
    assert server.asked(f"{WORKERS}:refresh")[0].body == {"ids": ["w-2", "w-1"], "sources": ["ec2", "cloudwatch"]}
    assert float(server.asked(f"{OPERATIONS}/{ID}")[0].query["wait"]) > 0


def test_refreshes_all_that_are_not_terminated(cli: CommandLine, server: FakeServer) -> None:
    """What is gone cannot be read; without --wait the operation is only named."""
    server.tell("GET", WORKERS, page(worker(1), worker(2, status="terminated"), worker(3, status="stopped")))
    server.tell("POST", f"{WORKERS}:refresh", Reply(202, RUNNING))
    finished = cli.run("workers", "refresh", "--all", "--no-wait", "-o", "name")
    assert (finished.returncode, finished.stdout) == (0, f"{ID}\n")
    assert server.asked(f"{WORKERS}:refresh")[0].body["ids"] == ["w-1", "w-3"]


@pytest.mark.parametrize(("arguments", "code"), [([], 2), (["w-1", "--all"], 2), (["w-1", "w-99"], 3)])
def test_refreshes_nobody_when_the_choice_makes_no_sense(
    cli: CommandLine, server: FakeServer, arguments: list[str], code: int
) -> None:
    """Names or all, and every name is somebody's."""
    server.tell("GET", WORKERS, page(worker(1)))
    assert cli.run("workers", "refresh", *arguments).returncode == code
    assert {request.method for request in server.seen} <= {"GET"}


def test_refreshes_nobody_when_the_fleet_is_empty(cli: CommandLine, server: FakeServer) -> None:
    """There is nothing to order."""
    server.tell("GET", WORKERS, page())
    finished = cli.run("workers", "refresh", "--all")
    assert (finished.returncode, finished.stdout) == (1, "")


def test_wait_ends_with_1_when_something_failed(cli: CommandLine, server: FakeServer) -> None:
    """The operation is shown all the same, with who failed and why."""
    server.tell("GET", f"{OPERATIONS}/{ID}", Reply(body=operation("done", "failed", status="completed")))
    finished = cli.run("operations", "wait", ID)
    assert (finished.returncode, finished.stderr) == (1, "cml-fleet: 1 of 2 failed.\n")
    assert "w-2: gone" in finished.stdout


def test_wait_says_why_when_the_operation_failed(cli: CommandLine, server: FakeServer) -> None:
    """It could not go on."""
    failure = {"code": "unknown_command", "message": "nobody knows how"}
    server.tell("GET", f"{OPERATIONS}/{ID}", Reply(body=operation("waiting", status="failed", failure=failure)))
    finished = cli.run("operations", "wait", ID)
    assert (finished.returncode, finished.stderr) == (1, "cml-fleet: The operation failed: nobody knows how.\n")


def test_wait_ends_with_6_when_the_operation_goes_on(cli: CommandLine, server: FakeServer) -> None:
    """It is not ended by that, and the way to go on is said."""
    server.tell("GET", f"{OPERATIONS}/{ID}", Reply(body=RUNNING))
    finished = cli.run("operations", "wait", ID, "--timeout", "0")
    assert finished.returncode == 6
    assert "operations wait" in finished.stderr


def test_wait_shows_how_far_it_is_on_a_terminal(cli: CommandLine, server: FakeServer) -> None:
    """A bar on standard error while it goes on."""
    half = operation("done", "waiting")
    server.reply_in_turn("GET", f"{OPERATIONS}/{ID}", [Reply(body=half)] * 3 + [Reply(body=COMPLETED)])
    with cli.on_terminal("operations", "wait", ID) as terminal:
        terminal.read_until(lambda shown: "1/2" in shown)
        terminal.read_until(lambda shown: "completed" in shown)
        assert terminal.exit_code() == 0


def test_lists_and_shows_operations(cli: CommandLine, server: FakeServer) -> None:
    """The newest first, as the server lists them."""
    server.tell("GET", OPERATIONS, Reply(body={"items": [COMPLETED], "next_before": None}))
    server.tell("GET", f"{OPERATIONS}/{ID}", Reply(body=COMPLETED))
    assert cli.run("operations", "list", "-o", "name").stdout == f"{ID}\n"
    assert "workers.refresh" in cli.run("operations", "get", ID).stdout
