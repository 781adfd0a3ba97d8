"""`workers tag|cordon|uncordon|drain`."""

import pytest

from .command_line import CommandLine
from .fake_server import FakeServer, Reply
from .samples import page, worker
from .test_operations import operation

WORKERS = "/api/workers"
DONE = operation("done", status="completed", command="workers.drain")


def test_tags_several(cli: CommandLine, server: FakeServer) -> None:
    """Workers and tags in one line; nothing to do is a usage error."""
    server.tell("GET", WORKERS, page(worker(1), worker(2)))
    server.tell("POST", f"{WORKERS}:tag", Reply(202, DONE))
    assert cli.run("workers", "tag", "w-1", "cml-02", "course=ccnp", "--remove", "owner").returncode == 0
    assert server.asked(f"{WORKERS}:tag")[0].body == {
        "ids": ["w-1", "w-2"],
        "tags": {"course": "ccnp"},
        "remove": ["owner"],
    }
    assert cli.run("workers", "tag", "w-1").returncode == 2


@pytest.mark.parametrize("act", ["cordon", "uncordon"])
def test_cordons_all_at_once(cli: CommandLine, server: FakeServer, act: str) -> None:
    """In one request; a word that names nobody ends it with 3 before anything is done."""
    server.tell("GET", WORKERS, page(worker(1), worker(2)))
    server.tell("POST", f"{WORKERS}:{act}", Reply(body={"workers": [worker(1), worker(2)]}))
    assert cli.run("workers", act, "w-1", "nobody").returncode == 3
    assert server.asked(f"{WORKERS}:{act}") == []
    finished = cli.run("workers", act, "w-1", "cml-02")
    assert finished.returncode == 0
    assert f"{act.capitalize()}ed cml-01.\n{act.capitalize()}ed cml-02." in finished.stderr
    assert server.asked(f"{WORKERS}:{act}")[0].body["ids"] == ["w-1", "w-2"]


def test_drains_or_says_what_it_would_do(cli: CommandLine, server: FakeServer) -> None:
    """A dry run needs no --yes."""
    server.tell("GET", WORKERS, page(worker(1)))
    plan = {"id": "w-1", "name": "cml-01", "cordon": True, "labs": ["w-1/l"], "stop": True, "refused": None}
    server.reply_in_turn("POST", f"{WORKERS}:drain", [Reply(body={"workers": [plan]}), Reply(202, DONE)])
    assert "cordon, stop" in cli.run("workers", "drain", "w-1", "--dry-run").stdout
    assert cli.run("workers", "drain", "w-1").returncode == 2
    assert cli.run("workers", "drain", "w-1", "--yes", "--reason", "x").returncode == 0
    assert [request.body for request in server.asked(f"{WORKERS}:drain")] == [
        {"ids": ["w-1"], "reason": "x" if not dry else "", "dry_run": dry} for dry in (True, False)
    ]
