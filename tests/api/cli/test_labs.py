"""`labs ...`: labs listed, shown, and acted on."""

import json
from pathlib import Path
from typing import Any

import pytest

from .command_line import CommandLine
from .fake_server import FakeServer, Reply
from .samples import page, worker
from .test_operations import operation

LABS, OPERATION = "/api/labs", "/api/operations/o-1"
DONE = operation("done", status="completed", command="labs.start")


def lab(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A lab as the API shows it."""
    return {
        "id": f"w-1/lab-{number}",
        "worker_id": "w-1",
        "lab_id": f"lab-{number}",
        "title": f"title {number}",
        "description": "",
        "owner": "ada",
        "state": "STARTED",
        "node_count": 3,
        "running_nodes": 2,
        "link_count": None,
        "groups": ["ccnp"],
        "lab_created_at": None,
        "lab_modified_at": None,
        "first_seen_at": "2026-01-02T03:04:05Z",
        "changed_at": "2026-01-02T03:04:05Z",
        "version": 1,
        "worker_name": "cml-01",
        "last_seen_at": "2026-01-02T03:04:05Z",
        **changes,
    }


def test_lists_labs_over_the_fleet(cli: CommandLine, server: FakeServer) -> None:
    """What others wrote cannot steer the terminal; what is left out is said."""
    reply = page(lab(1, title="a\x00\x1b[2J\u202eb"), lab(2))
    assert isinstance(reply.body, dict)
    server.tell("GET", LABS, Reply(body={**reply.body, "total": 3}))
    server.tell("GET", "/api/workers", page(worker(1)))
    finished = cli.run("labs", "list", "--state", "STARTED", "--worker", "cml-01", "-q", "x", "--limit", "2")
    assert finished.returncode == 0
    assert "a\\x00\\x1b[2J\\u202eb" in finished.stdout
    assert "2/3" in finished.stdout
    assert "2 of 3 labs" in finished.stderr
    query = server.asked(LABS)[0].query
    assert query == {"state": "STARTED", "worker_id": "w-1", "q": "x", "limit": "2"}


def test_lists_names_and_documents(cli: CommandLine, server: FakeServer) -> None:
    """For programs; an empty list is [] for them."""
    server.tell("GET", LABS, page(lab(1), lab(2)))
    assert cli.run("labs", "list", "-o", "name").stdout == "w-1/lab-1\nw-1/lab-2\n"
    server.tell("GET", LABS, page())
    assert cli.run("labs", "list", "-o", "json").stdout == "[]\n"


def test_shows_one_lab_by_its_title(cli: CommandLine, server: FakeServer) -> None:
    """With what happened to it."""
    change = {"at": "2026-01-02T03:04:05Z", "event": "lab.state.changed", "old": {}, "new": {"state": "STARTED"}}
    server.tell("GET", LABS, page(lab(1), lab(12, title="title 1 and more")))
    server.tell("GET", f"{LABS}/w-1/lab-1", Reply(body={**lab(1), "history": [change]}))
    finished = cli.run("labs", "get", "title 1")
    assert finished.returncode == 0, finished.stderr
    assert "lab.state.changed state=STARTED" in finished.stdout
    assert "ccnp" in finished.stdout


@pytest.mark.parametrize(("word", "code"), [("nobody", 3), ("same", 2)])
def test_acts_on_nothing_when_the_name_makes_no_sense(
    cli: CommandLine, server: FakeServer, word: str, code: int
) -> None:
    """None, or several."""
    server.tell("GET", LABS, page(lab(1, title="same"), lab(2, title="same")))
    assert cli.run("labs", "start", word).returncode == code
    assert {request.method for request in server.seen} == {"GET"}


def test_starts_one_and_waits_for_the_end(cli: CommandLine, server: FakeServer) -> None:
    """The finished operation is shown."""
    server.tell("GET", LABS, page(lab(1)))
    server.tell("POST", f"{LABS}/w-1/lab-1/start", Reply(202, operation("waiting", command="labs.start")))
    server.tell("GET", OPERATION, Reply(body=DONE))
    finished = cli.run("labs", "start", "lab-1", "-o", "json")
    assert (finished.returncode, json.loads(finished.stdout)) == (0, DONE)


def test_stops_many_as_one_operation(cli: CommandLine, server: FakeServer) -> None:
    """One that fails makes the exit code 1."""
    server.tell("GET", LABS, page(lab(1), lab(2)))
    server.tell("POST", f"{LABS}:stop", Reply(202, operation("done", "failed", status="completed")))
    finished = cli.run("labs", "stop", "lab-1", "title 2", "--yes")
    assert finished.returncode == 1
    assert server.asked(f"{LABS}:stop")[0].body == {"ids": ["w-1/lab-1", "w-1/lab-2"]}


@pytest.mark.parametrize("act", ["stop", "wipe", "delete"])
def test_destroys_nothing_unasked(cli: CommandLine, server: FakeServer, act: str) -> None:
    """Where nobody can be asked, --yes is needed."""
    assert cli.run("labs", act, "lab-1").returncode == 2
    assert server.seen == []


def test_asks_a_person_before_it_deletes(cli: CommandLine, server: FakeServer) -> None:
    """Only a plain yes is one."""
    with cli.on_terminal("labs", "delete", "lab-1") as terminal:
        terminal.read_until(lambda text: "Delete lab-1 for good? [y/N]" in text)
        terminal.type("n\n")
        assert terminal.exit_code() == 1
    assert server.seen == []


def test_deletes_with_the_steps_before_it(cli: CommandLine, server: FakeServer) -> None:
    """--force stops and wipes; without --wait the step is shown that it is at."""
    going = operation("waiting", command="labs.delete")
    going["targets"][0]["step"] = "wipe"
    server.tell("GET", LABS, page(lab(1)))
    server.tell("DELETE", f"{LABS}/w-1/lab-1", Reply(202, going))
    finished = cli.run("labs", "delete", "lab-1", "--force", "--yes", "--no-wait")
    assert finished.returncode == 0, finished.stderr
    assert "w-1: wipe" in finished.stdout
    assert server.asked(f"{LABS}/w-1/lab-1")[0].query == {"stop_and_wipe": "true"}
    server.tell(
        "DELETE", f"{LABS}/w-1/lab-1", Reply(409, {"detail": "lab must be stopped"}, "application/problem+json")
    )
    refused = cli.run("labs", "delete", "lab-1", "--yes")
    assert (refused.returncode, refused.stderr) == (5, "cml-fleet: lab must be stopped.\n")


def test_wipes_one(cli: CommandLine, server: FakeServer) -> None:
    """As an operation."""
    server.tell("GET", LABS, page(lab(1)))
    server.tell("POST", f"{LABS}/w-1/lab-1/wipe", Reply(200, DONE))
    assert cli.run("labs", "wipe", "lab-1", "--yes").returncode == 0


def test_imports_a_file_and_names_the_lab(cli: CommandLine, server: FakeServer, tmp_path: Path) -> None:
    """Or what comes on standard input."""
    made = operation("done", status="completed", command="labs.import")
    made["targets"][0]["made"] = "w-1/lab-9"
    server.tell("GET", "/api/workers", page(worker(1)))
    server.tell("POST", "/api/workers/w-1/labs:import", Reply(200, made))
    (tmp_path / "lab.yaml").write_text("nodes: []")
    finished = cli.run("labs", "import", "lab.yaml", "--worker", "cml-01", "--title", "t")
    assert finished.returncode == 0, finished.stderr
    assert "w-1/lab-9" in finished.stdout
    cli.run("labs", "import", "-", "--worker", "cml-01", stdin="links: []")
    bodies = [request.body for request in server.asked("/api/workers/w-1/labs:import")]
    assert bodies == [{"topology": "nodes: []", "title": "t"}, {"topology": "links: []", "title": None}]
    (tmp_path / "no.yaml").write_bytes(b"\xff")
    for file in ("no.yaml", "missing.yaml"):
        assert cli.run("labs", "import", file, "--worker", "cml-01").returncode == 1


def test_downloads_a_topology_as_it_is(cli: CommandLine, server: FakeServer) -> None:
    """To a file, byte by byte."""
    server.tell("GET", LABS, page(lab(1)))
    server.tell("GET", f"{LABS}/w-1/lab-1/topology", Reply(body=b"lab: {title: x}\n", content_type="application/yaml"))
    assert cli.run("labs", "download", "lab-1").stdout == "lab: {title: x}\n"
    server.tell("GET", f"{LABS}/w-1/lab-1/topology", Reply(409, {"detail": "worker not running"}))
    assert cli.run("labs", "download", "lab-1").returncode == 5


def test_reads_the_labs_of_a_worker_now(cli: CommandLine, server: FakeServer) -> None:
    """And lists them."""
    server.tell("GET", "/api/workers", page(worker(1)))
    server.tell("POST", "/api/workers/w-1/sync-labs", Reply(body={"errors": {}}))
    server.tell("GET", "/api/workers/w-1/labs", page(lab(1)))
    assert cli.run("labs", "sync", "cml-01", "-o", "name").stdout == "w-1/lab-1\n"
