"""`workers import`, `remove` and `refresh`."""

import json

import pytest

from .command_line import CommandLine
from .fake_server import FakeServer, Reply
from .samples import page, problem, worker

WORKERS = "/api/workers"
NOBODY: dict[str, list[object]] = {"imported": [], "already_known": [], "errors": []}


def test_imports_one_when_an_instance_is_named(cli: CommandLine, server: FakeServer) -> None:
    """An instance id, its region and perhaps its account."""
    server.tell("POST", f"{WORKERS}:import", Reply(201, worker()))
    finished = cli.run("workers", "import", "i-1", "--region", "us-east-1", "--account", "lab", "-o", "name")
    assert (finished.returncode, finished.stdout) == (0, "w-1\n")
    assert server.seen[0].body == {"instance_id": "i-1", "region": "us-east-1", "account": "lab"}


@pytest.mark.parametrize(
    ("options", "chosen"),
    [
        (["--ami-id", "ami-1"], {"ami_id": "ami-1"}),
        (["--ami-name", "cisco-cml*"], {"ami_name": "cisco-cml*"}),
        (["--tag", "course=ccnp"], {"tags": {"course": "ccnp"}}),
        (["--vpc-id", "vpc-1", "--vpc-id", "vpc-2"], {"vpc_ids": ["vpc-1", "vpc-2"]}),
        (["--ami-name", "cisco-cml*", "--vpc-id", "vpc-1"], {"ami_name": "cisco-cml*", "vpc_ids": ["vpc-1"]}),
    ],
)
def test_imports_many_when_they_are_described(
    cli: CommandLine, server: FakeServer, options: list[str], chosen: dict[str, object]
) -> None:
    """An image, a pattern of names or tags, in several regions."""
    server.tell("POST", f"{WORKERS}:bulk-import", Reply(body={**NOBODY, "imported": [worker()]}))
    finished = cli.run("workers", "import", *options, "--region", "r1", "--region", "r2", "-o", "name")
    assert (finished.returncode, finished.stdout) == (0, "w-1\n")
    assert server.seen[0].body == {"regions": ["r1", "r2"], **chosen}


def test_ends_with_1_when_a_region_cannot_be_read(cli: CommandLine, server: FakeServer) -> None:
    """What was imported is shown, what was not is said."""
    errors = [{"region": "r2", "code": "throttled", "message": "slow down"}]
    server.tell("POST", f"{WORKERS}:bulk-import", Reply(body={**NOBODY, "imported": [worker()], "errors": errors}))
    finished = cli.run("workers", "import", "--ami-id", "ami-1", "--region", "r1", "--region", "r2", "-o", "json")
    assert finished.returncode == 1
    assert json.loads(finished.stdout)["errors"] == errors
    assert "r2: slow down" in finished.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["--region", "r1"],
        ["i-1", "--ami-id", "ami-1", "--region", "r1"],
        ["i-1", "--region", "r1", "--region", "r2"],
        ["i-1"],
        ["i-1", "--vpc-id", "vpc-1", "--region", "r1"],
        ["--vpc-id", "vpc-1", "--ami-id", "ami-1", "--ami-name", "x", "--region", "r1"],
    ],
)
def test_imports_nothing_when_the_choice_makes_no_sense(
    cli: CommandLine, server: FakeServer, arguments: list[str]
) -> None:
    """One way to choose, and a region."""
    assert cli.run("workers", "import", *arguments).returncode == 2
    assert server.seen == []


def test_ends_with_5_when_the_worker_is_known_already(cli: CommandLine, server: FakeServer) -> None:
    """A conflict has an exit code of its own."""
    server.tell("POST", f"{WORKERS}:import", problem(409, "i-1 is a worker already"))
    finished = cli.run("workers", "import", "i-1", "--region", "r1")
    assert (finished.returncode, finished.stderr) == (5, "cml-fleet: i-1 is a worker already.\n")


def test_removes_all_that_can_be_removed_when_told_yes(cli: CommandLine, server: FakeServer) -> None:
    """One that fails does not keep the others; the first failure decides the exit code."""
    server.tell("GET", WORKERS, page(worker(1), worker(2)))
    server.tell("DELETE", f"{WORKERS}/w-2", Reply(204))
    server.tell("DELETE", f"{WORKERS}/w-1", problem(404, "no such worker"))
    finished = cli.run("workers", "remove", "cml-01", "cml-02", "--yes")
    assert finished.returncode == 3
    assert "Removed cml-02." in finished.stderr
    assert [request.path for request in server.seen if request.method == "DELETE"] == [
        f"{WORKERS}/w-1",
        f"{WORKERS}/w-2",
    ]


def test_removes_nothing_when_one_of_the_names_is_unknown(cli: CommandLine, server: FakeServer) -> None:
    """A slip of the finger is found before anything is done."""
    server.tell("GET", WORKERS, page(worker(1)))
    assert cli.run("workers", "remove", "cml-01", "cml-99", "--yes").returncode == 3
    assert {request.method for request in server.seen} == {"GET"}


def test_refuses_to_remove_when_nobody_can_be_asked(cli: CommandLine, server: FakeServer) -> None:
    """Without a terminal there is no question, and without --yes no removal."""
    finished = cli.run("workers", "remove", "w-1", stdin="y\n")
    assert finished.returncode == 2
    assert "--yes" in finished.stderr
    assert server.seen == []


def test_shows_what_was_read_when_refreshed(cli: CommandLine, server: FakeServer) -> None:
    """The worker on standard output, the account of it on standard error."""
    server.tell("GET", WORKERS, page(worker()))
    reply = {"worker": worker(), "sources_synced": ["ec2"], "updated_fields": ["status"], "errors": {}}
    server.tell("POST", f"{WORKERS}/w-1/refresh", Reply(body=reply))
    finished = cli.run("workers", "refresh", "cml-01", "--sources", "ec2")
    assert finished.returncode == 0
    assert "cml-01" in finished.stdout
    assert finished.stderr == "Read: ec2. Changed: status.\n"
    assert server.asked(f"{WORKERS}/w-1/refresh")[0].query == {"sources": "ec2"}


def test_ends_with_1_when_a_source_cannot_be_read(cli: CommandLine, server: FakeServer) -> None:
    """A refresh that read only a part has failed."""
    server.tell("GET", WORKERS, page(worker()))
    errors = {"cloudwatch": {"code": "throttled", "message": "slow down"}}
    reply = {"worker": worker(), "sources_synced": ["ec2"], "updated_fields": [], "errors": errors}
    server.tell("POST", f"{WORKERS}/w-1/refresh", Reply(body=reply))
    finished = cli.run("workers", "refresh", "w-1", "-o", "json")
    assert finished.returncode == 1
    assert json.loads(finished.stdout) == reply
    assert "cloudwatch: slow down" in finished.stderr


def test_removes_only_its_version_when_one_is_named(cli: CommandLine, server: FakeServer) -> None:
    """A worker that somebody else changed since stays; a version belongs to one worker."""
    server.tell("GET", WORKERS, page(worker()))
    server.tell("DELETE", f"{WORKERS}/w-1", problem(412, "it was changed meanwhile"))
    finished = cli.run("workers", "remove", "w-1", "--if-version", "7", "--yes")
    assert (finished.returncode, "it was changed meanwhile" in finished.stderr) == (5, True)
    assert server.asked(f"{WORKERS}/w-1")[0].headers["if-match"] == '"7"'
    assert cli.run("workers", "remove", "w-1", "w-2", "--if-version", "7", "--yes").returncode == 2
