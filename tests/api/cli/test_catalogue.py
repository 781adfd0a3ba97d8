"""`catalogue ...`."""

import json
from typing import Any

from .command_line import CommandLine
from .fake_server import FakeServer, Reply
from .samples import page, worker

PATH = "/api/catalogue"
READ = {"source": "EC2", "as_of": "2026-01-02T03:04:05Z"}
FOUND: dict[str, Any] = {
    "images": [
        {"account": "lab", "region": "us-east-1", "ami_id": "ami-1", "name": "cml", "available": False, **READ}
        | {"worker_count": 2}
    ],
    "instance_types": [
        {
            "instance_type": "m5zn.metal",
            "vcpus": 48,
            "memory_gib": 192.0,
            "network": "100 Gigabit",
            "bare_metal": True,
            "architecture": "x86_64",
            "worker_count": 2,
            "source": "EC2",
            "as_of": "2026-01-02",
            "prices": [{"region": "us-east-1", "usd_per_hour": 3.9641, "source": "AWS", "as_of": "2026-01-02"}],
        }
    ],
    "node_definitions": [{"id": "iosv", "label": "IOSv", "worker_count": 2, "set_ids": ["a", "b"]}],
    "image_definitions": [
        {"id": "iosv-1", "label": "IOSv 1", "node_definition": "iosv", "worker_count": 1, "set_ids": ["b"]}
    ],
    "definition_sets": [
        {"id": "a", "worker_ids": ["w-1"], **READ},
        {"id": "b", "worker_ids": ["w-3"], **READ},
    ],
}


def test_lists_every_kind(cli: CommandLine, server: FakeServer) -> None:
    """A table for each kind; as a document it is what the server says."""
    server.tell("GET", PATH, Reply(body=FOUND))
    shown = cli.run("catalogue", "list").stdout
    rows = [line.split() for line in shown.splitlines() if line]
    assert [row[0] for row in rows] == ["AMI", "ami-1", "TYPE", "m5zn.metal", "NODE", "iosv", "IMAGE", "iosv-1"]
    assert ("no" in rows[1], "yes" in rows[3], "$3.9641 us-east-1" in shown) == (True, True, True)
    assert json.loads(cli.run("catalogue", "list", "-o", "json").stdout) == FOUND
    assert cli.run("catalogue", "list", "-o", "name").stdout.split() == ["ami-1", "m5zn.metal", "iosv", "iosv-1"]


def test_lists_one_kind_of_one_worker(cli: CommandLine, server: FakeServer) -> None:
    """The server is asked for no more; a worker may be named."""
    server.tell("GET", "/api/workers", page(worker(1), worker(2)))
    server.tell("GET", PATH, Reply(body=FOUND))
    finished = cli.run("catalogue", "list", "--kind", "node_definition", "--worker", "cml-02", "-o", "name")
    assert (finished.returncode, finished.stdout) == (0, "iosv\n")
    assert server.asked(PATH)[0].query == {"kind": "node_definition", "worker_id": "w-2"}


def test_lists_the_workers_that_have_a_definition(cli: CommandLine, server: FakeServer) -> None:
    """Of nodes or of images; one that nobody has is not found."""
    server.tell("GET", "/api/workers", page(worker(1), worker(2), worker(3)))
    server.tell("GET", PATH, Reply(body=FOUND))
    assert cli.run("catalogue", "workers", "iosv", "-o", "name").stdout.split() == ["w-1", "w-3"]
    assert cli.run("catalogue", "workers", "iosv-1", "-o", "name").stdout.split() == ["w-3"]
    missing = cli.run("catalogue", "workers", "nxos")
    assert (missing.returncode, "No worker is known to have the definition nxos." in missing.stderr) == (3, True)
