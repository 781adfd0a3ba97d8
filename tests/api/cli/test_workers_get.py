"""`workers get`, and how a worker is named."""

import json

from .command_line import CommandLine
from .fake_server import FakeServer, Reply
from .samples import history, page, problem, worker

WORKERS = "/api/workers"


def test_shows_every_field_when_found(cli: CommandLine, server: FakeServer) -> None:
    """One worker is shown as a list of fields, with the sentences of what fails."""
    failing = {"ec2": {"code": "throttled", "message": "slow down", "since": "2026-01-02T03:04:05Z"}}
    shown = worker(1, failing=failing)
    server.tell("GET", WORKERS, page(shown))
    server.tell("GET", f"{WORKERS}/w-1", Reply(body=shown))
    finished = cli.run("workers", "get", "w-1")
    fields = dict(line.split("  ", 1) for line in finished.stdout.splitlines())
    assert fields["ID"].strip() == "w-1"
    assert fields["TAGS"].strip() == "course=ccnp"
    assert fields["PROBLEM"].strip() == "ec2: slow down"
    assert fields["KEY FIGURES"].strip() == "8 vCPUs, 16 GiB, Up to 10 Gigabit, x86_64"
    assert (fields["COST/H"].strip(), fields["MONTH"].strip()) == ("$0.3400", "$1,234.50")
    assert fields["PRICE FROM"].strip() == "AWS Price List, 2026-07-09"
    assert json.loads(cli.run("workers", "get", "w-1", "-o", "json").stdout) == shown


def test_says_what_is_unknown_and_what_ec2_means(cli: CommandLine, server: FakeServer) -> None:
    """A type without facts or price, a reason in words, and what the checks say."""
    unknown = {"usd_per_hour": None, "price_source": None, "price_as_of": None, "month_to_date_usd": None}
    checks = {"system": "impaired", "instance": "ok", "message": "stop and start moves it"}
    shown = worker(1, instance=None, cost=unknown, checks=checks, status_message="somebody did it")
    server.tell("GET", WORKERS, page(shown))
    server.tell("GET", f"{WORKERS}/w-1", Reply(body=shown))
    lines = cli.run("workers", "get", "w-1").stdout.splitlines()
    fields = {heading.strip(): rest.strip() for heading, rest in (line.split("  ", 1) for line in lines)}
    assert (fields["KEY FIGURES"], fields["COST/H"], fields["MONTH"]) == ("unknown type", "unknown", "unknown")
    assert (fields["REASON"], fields["CHECKS SAY"]) == ("somebody did it", "stop and start moves it")


def test_finds_the_worker_when_it_is_named_by_name_or_instance_id(cli: CommandLine, server: FakeServer) -> None:
    """Name and instance id will do where they are exact; a part of a name will not."""
    found = worker(1, name="lab a/b")
    server.tell("GET", WORKERS, page(found, worker(2, name="lab a/b/c")))
    server.tell("GET", f"{WORKERS}/w-1", Reply(body=found))
    assert cli.run("workers", "get", "lab a/b", "-o", "name").stdout == "w-1\n"
    assert server.seen[0].query["q"] == "lab a/b"
    assert cli.run("workers", "get", found["instance_id"], "-o", "name").stdout == "w-1\n"


def test_names_the_candidates_when_the_name_is_not_unique(cli: CommandLine, server: FakeServer) -> None:
    """Which of them is meant is for the person to say."""
    server.tell("GET", WORKERS, page(worker(1, name="cml"), worker(2, name="cml", region="eu-west-1")))
    finished = cli.run("workers", "get", "cml")
    assert finished.returncode == 2
    assert "w-1 (us-east-1" in finished.stderr
    assert "w-2 (eu-west-1" in finished.stderr


def test_prefers_the_id_when_it_is_also_the_name_of_another(cli: CommandLine, server: FakeServer) -> None:
    """An id always means the worker that has it."""
    server.tell("GET", WORKERS, page(worker(1, name="w-2"), worker(2)))
    server.tell("GET", f"{WORKERS}/w-2", Reply(body=worker(2)))
    assert cli.run("workers", "get", "w-2", "-o", "name").stdout == "w-2\n"


def test_ends_with_3_when_there_is_none(cli: CommandLine, server: FakeServer) -> None:
    """Also when it is gone by the time it is asked for."""
    server.tell("GET", WORKERS, page())
    finished = cli.run("workers", "get", "../keys")
    assert finished.returncode == 3
    assert finished.stderr == "cml-fleet: No worker has the id, name or instance id ../keys.\n"
    server.tell("GET", WORKERS, page(worker()))
    server.tell("GET", f"{WORKERS}/w-1", problem(404, "There is no worker with this id."))
    assert cli.run("workers", "get", "w-1").returncode == 3


def test_draws_the_last_hour_when_not_on_a_terminal(cli: CommandLine, server: FakeServer) -> None:
    """A line for each figure below the fields, in plain ASCII, with gaps and the figures that matter."""
    server.tell("GET", WORKERS, page(worker()))
    server.tell("GET", f"{WORKERS}/w-1", Reply(body=worker()))
    server.tell("GET", f"{WORKERS}/w-1/telemetry", history(0, 10, None, 40, 80))
    finished = cli.run("workers", "get", "w-1")
    heading, cpu, network, nodes = finished.stdout.splitlines()[-4:]
    assert heading.split() == ["LAST", "1h", "MIN", "AVG", "MAX"]
    assert "_. =#" in cpu
    assert cpu.split()[-6:] == ["0.0", "%", "32.5", "%", "80.0", "%"]
    assert network.split() == ["NET", "IN", "-", "-", "-", "-"]
    assert nodes.split() == ["RUNNING", "NODES", "-", "1", "2.5", "4"]
    assert finished.stdout.isascii()
    assert server.asked(f"{WORKERS}/w-1/telemetry")[0].query == {"range": "1h"}


def test_draws_another_time_when_asked(cli: CommandLine, server: FakeServer) -> None:
    """What the server says of a time that is none is told, and the command has failed."""
    server.tell("GET", WORKERS, page(worker()))
    server.tell("GET", f"{WORKERS}/w-1", Reply(body=worker()))
    server.reply_in_turn("GET", f"{WORKERS}/w-1/telemetry", [history(1, 2), problem(422, "range takes 1h to 35d")])
    finished = cli.run("workers", "get", "w-1", "--range", "7d")
    assert "LAST 7d" in finished.stdout
    refused = cli.run("workers", "get", "w-1", "--range", "soon")
    assert (refused.returncode, refused.stderr) == (1, "cml-fleet: range takes 1h to 35d.\n")
    assert [one.query for one in server.asked(f"{WORKERS}/w-1/telemetry")] == [{"range": "7d"}, {"range": "soon"}]


def test_shows_the_worker_when_its_history_cannot_be_had(cli: CommandLine, server: FakeServer) -> None:
    """Nobody asked for it by name: a word on standard error, and no failure."""
    server.tell("GET", WORKERS, page(worker()))
    server.tell("GET", f"{WORKERS}/w-1", Reply(body=worker()))
    server.tell("GET", f"{WORKERS}/w-1/telemetry", problem(503, "the database does not answer"))
    finished = cli.run("workers", "get", "w-1")
    assert (finished.returncode, finished.stderr) == (0, "No history: the database does not answer.\n")
    assert "w-1" in finished.stdout


def test_asks_for_no_history_when_the_worker_is_for_a_script(cli: CommandLine, server: FakeServer) -> None:
    """JSON is the worker as the server sent it; a range does not go with it."""
    server.tell("GET", WORKERS, page(worker()))
    server.tell("GET", f"{WORKERS}/w-1", Reply(body=worker()))
    assert cli.run("workers", "get", "w-1", "-o", "json").returncode == 0
    assert server.asked(f"{WORKERS}/w-1/telemetry") == []
    assert cli.run("workers", "get", "w-1", "-o", "json", "--range", "1h").returncode == 2
