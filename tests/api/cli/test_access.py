"""Which server is asked, and which key it is shown."""

import json
from pathlib import Path

import pytest

from .command_line import KEY, CommandLine
from .fake_server import FakeServer, Reply, running_server

FLEET = "/api/fleet"
DEMO_KEY = "cmlf_" + "d" * 43
UNSET = {"CML_FLEET_SERVER": "", "CML_FLEET_TOKEN": ""}


@pytest.fixture
def demo(server: FakeServer, tmp_path: Path) -> FakeServer:
    """Let a demo run at the server, known by the file it left in the folder."""
    server.tell("GET", FLEET, Reply(body={"name": "demo"}))
    (tmp_path / ".demo").mkdir()
    told = {"address": server.address, "simulator": server.address, "operator_key": DEMO_KEY, "pid": 1}
    (tmp_path / ".demo" / "demo.json").write_text(json.dumps(told))
    return server


def _keys_shown(server: FakeServer) -> list[str | None]:
    return [request.headers.get("authorization") for request in server.seen]


def test_finds_the_demo_when_nothing_is_set(cli: CommandLine, demo: FakeServer, tmp_path: Path) -> None:
    """Also from a folder below, without any set-up."""
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    finished = CommandLine(below, demo.address).run("fleet", "-o", "name", **UNSET)
    assert (finished.returncode, finished.stdout) == (0, "demo\n")
    assert _keys_shown(demo) == [f"Bearer {DEMO_KEY}"]


def test_keeps_the_demos_key_when_another_server_is_named(cli: CommandLine, demo: FakeServer) -> None:
    """A key goes to the server it belongs to and to no other."""
    with running_server() as other:
        other.tell("GET", FLEET, Reply(body={"name": "other"}))
        assert cli.run("--server", other.address, "fleet", "-o", "name", **UNSET).stdout == "other\n"
        assert _keys_shown(other) == [None]


def test_shows_the_demos_key_when_the_demo_is_named(cli: CommandLine, demo: FakeServer) -> None:
    """It is the same server, however it was named; options may stand after the command too."""
    assert cli.run("fleet", "--server", demo.address.replace("http", "HTTP") + "/", **UNSET).returncode == 0
    assert _keys_shown(demo) == [f"Bearer {DEMO_KEY}"]


def test_keeps_the_environments_key_when_another_server_is_named(cli: CommandLine, server: FakeServer) -> None:
    """Server and key of the environment belong together; --token says otherwise."""
    with running_server() as other:
        other.tell("GET", FLEET, Reply(body={"name": "other"}))
        cli.run("--server", other.address, "fleet")
        cli.run("--server", other.address, "--token", "cmlf_mine", "fleet")
        assert _keys_shown(other) == [None, "Bearer cmlf_mine"]


def test_reads_the_key_from_a_file_when_one_is_named(cli: CommandLine, demo: FakeServer, tmp_path: Path) -> None:
    """For secrets that a file holds."""
    (tmp_path / "key").write_text(f"{KEY}\n")
    cli.run("fleet", CML_FLEET_TOKEN="", CML_FLEET_TOKEN_FILE=str(tmp_path / "key"))
    assert _keys_shown(demo) == [f"Bearer {KEY}"]
    missing = cli.run("fleet", CML_FLEET_TOKEN="", CML_FLEET_TOKEN_FILE=str(tmp_path / "nothing"))
    assert missing.returncode == 2


def test_follows_no_redirect_when_the_server_sends_one(cli: CommandLine, server: FakeServer) -> None:
    """Where a redirect leads, the key does not go."""
    with running_server() as other:
        server.tell("GET", FLEET, Reply(307, headers={"Location": f"{other.address}{FLEET}"}))
        assert cli.run("fleet").returncode == 1
        assert other.seen == []


def test_asks_the_server_itself_when_a_proxy_is_set(cli: CommandLine, demo: FakeServer) -> None:
    """A proxy is of no use on loopback."""
    assert cli.run("fleet", http_proxy="http://127.0.0.1:1", HTTP_PROXY="http://127.0.0.1:1").returncode == 0
