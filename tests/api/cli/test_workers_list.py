"""`workers list`."""

import json

import pytest
import yaml

from .command_line import KEY, CommandLine
from .fake_server import FakeServer
from .samples import page, worker

WORKERS = "/api/workers"


def test_passes_filters_on_when_given(cli: CommandLine, server: FakeServer) -> None:
    """Each option becomes the parameter of the API, and the key goes with it."""
    server.tell("GET", WORKERS, page(worker()))
    options = ["--status", "running,stopped", "--region", "eu-west-1", "--tag", "course=ccnp", "--tag", "a=b=c"]
    finished = cli.run("workers", "list", *options, "--sort", "-cpu_percent,name", "-q", "x y", "--limit", "5")
    assert finished.returncode == 0
    assert server.seen[0].query == {
        "status": "running,stopped",
        "region": "eu-west-1",
        "tag.course": "ccnp",
        "tag.a": "b=c",
        "sort": "-cpu_percent,name",
        "q": "x y",
        "limit": "5",
    }
    assert server.seen[0].headers["authorization"] == f"Bearer {KEY}"


def test_shows_plain_columns_when_not_on_a_terminal(cli: CommandLine, server: FakeServer) -> None:
    """Without a terminal a table is aligned text: no colour, no lines, no icons."""
    failing = {"cloudwatch": {"code": "throttled", "message": "slow down", "since": "2026-01-02T03:04:05Z"}}
    impaired = {"system": "ok", "instance": "impaired"}
    server.tell("GET", WORKERS, page(worker(1), worker(2, status="stopped", failing=failing, checks=impaired)))
    finished = cli.run("workers", "list")
    heading, first, second = finished.stdout.splitlines()
    assert heading.split()[:4] == ["NAME", "INSTANCE", "REGION", "STATUS"]
    assert {"cml-01", "running", "12.3", "1.5", "kB/s", "999", "ok"} <= set(first.split())
    assert "instance impaired" in second
    assert "cloudwatch: throttled" in second
    assert finished.stdout.isascii()
    assert "\x1b" not in finished.stdout


def test_writes_json_yaml_and_names_when_asked(cli: CommandLine, server: FakeServer) -> None:
    """What scripts read is what the server sent."""
    workers = [worker(1), worker(2, name="größe")]
    server.tell("GET", WORKERS, page(*workers))
    assert json.loads(cli.run("workers", "list", "-o", "json").stdout) == workers
    assert yaml.safe_load(cli.run("workers", "list", "-o", "yaml").stdout) == workers
    assert cli.run("workers", "list", "-o", "name").stdout == "w-1\nw-2\n"


def test_writes_an_empty_list_when_there_are_none(cli: CommandLine, server: FakeServer) -> None:
    """Nothing is still valid JSON; the table says so on standard error."""
    server.tell("GET", WORKERS, page())
    assert cli.run("workers", "list", "-o", "json").stdout == "[]\n"
    table = cli.run("workers", "list")
    assert (table.returncode, table.stdout, table.stderr) == (0, "", "No workers.\n")


def test_says_how_many_are_left_out_when_there_are_more(cli: CommandLine, server: FakeServer) -> None:
    """A list that was cut says so, on standard error."""
    server.tell("GET", WORKERS, page(worker(), cursor="next", total=9))
    finished = cli.run("workers", "list", "--limit", "1", "-o", "name")
    assert finished.stdout == "w-1\n"
    assert "1 of 9 workers" in finished.stderr


@pytest.mark.parametrize("option", ["--all", "--limit=700"])
def test_follows_the_cursor_when_one_page_is_not_enough(cli: CommandLine, server: FakeServer, option: str) -> None:
    """Pages of at most 500 are read one after the other."""
    replies = [page(worker(1), cursor="c1", total=2), page(worker(2), total=2)]
    server.reply_in_turn("GET", WORKERS, replies)
    assert cli.run("workers", "list", option, "-o", "name").stdout == "w-1\nw-2\n"
    assert [request.query for request in server.seen] == [{"limit": "500"}, {"limit": "500", "cursor": "c1"}]


def test_ends_with_2_when_a_tag_has_no_value(cli: CommandLine, server: FakeServer) -> None:
    """A tag is KEY=VALUE."""
    assert cli.run("workers", "list", "--tag", "course").returncode == 2
    assert server.seen == []


def test_asks_for_the_last_hour_when_series_are_wanted(cli: CommandLine, server: FakeServer) -> None:
    """They are for scripts: a table has no place for them."""
    shown = worker(series={"times": [], "figures": {"cpu_percent": []}})
    server.tell("GET", WORKERS, page(shown))
    assert json.loads(cli.run("workers", "list", "-o", "json", "--series", "1h").stdout) == [shown]
    assert server.seen[0].query == {"limit": "100", "series": "1h"}
    refused = cli.run("workers", "list", "--series", "1h")
    assert (refused.returncode, refused.stderr) == (2, "cml-fleet: --series goes with -o json or -o yaml.\n")
