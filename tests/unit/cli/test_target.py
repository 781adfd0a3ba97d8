"""Which server, and which key."""

import json
import os
from pathlib import Path

import pytest

from cli.connection.demo_file import DemoFile, find_demo, read_demo
from cli.connection.server_address import is_loopback, server_address
from cli.connection.target import Choice, Target, resolve_target
from cli.errors import UsageError

DEMO = DemoFile("http://127.0.0.1:8080", "http://127.0.0.1:8090", "demo-key")
ELSEWHERE = "https://fleet.example"
OTHERS = {"CML_FLEET_SERVER": "http://other", "CML_FLEET_TOKEN": "t"}


@pytest.mark.parametrize(
    ("choice", "environ", "demo", "target"),
    [
        (Choice(), {}, DEMO, Target(DEMO.address, "demo-key")),
        (Choice(token="mine"), {}, DEMO, Target(DEMO.address, "mine")),
        (Choice(), {"CML_FLEET_TOKEN": "mine"}, DEMO, Target(DEMO.address, "mine")),
        (Choice(DEMO.address + "/"), {}, DEMO, Target(DEMO.address, "demo-key")),
        (Choice(ELSEWHERE), {}, DEMO, Target(ELSEWHERE, None)),
        (Choice("http://127.0.0.1:8081"), {}, DEMO, Target("http://127.0.0.1:8081", None)),
        (Choice("https://127.0.0.1:8080"), {}, DEMO, Target("https://127.0.0.1:8080", None)),
        (Choice(), {"CML_FLEET_SERVER": ELSEWHERE}, DEMO, Target(ELSEWHERE, None)),
        (Choice(), {"CML_FLEET_SERVER": ELSEWHERE, "CML_FLEET_TOKEN": "t"}, None, Target(ELSEWHERE, "t")),
        (Choice(ELSEWHERE), {"CML_FLEET_TOKEN": "t"}, None, Target(ELSEWHERE, "t")),
        (Choice(ELSEWHERE), OTHERS, None, Target(ELSEWHERE, None)),
        (Choice(DEMO.address), OTHERS, DEMO, Target(DEMO.address, "demo-key")),
    ],
)
def test_shows_a_key_to_the_server_it_belongs_to(
    choice: Choice, environ: dict[str, str], demo: DemoFile | None, target: Target
) -> None:
    """The option, then the environment's key for the environment's server, then the demo's for the demo."""
    assert resolve_target(choice, environ, demo) == target


def test_refuses_when_no_server_is_known() -> None:
    """It says how to come by one."""
    with pytest.raises(UsageError, match="cml-fleet demo"):
        resolve_target(Choice(), {}, None)


@pytest.mark.parametrize("token", ["two words", "line\nbreak", "größe"])
def test_refuses_a_token_when_it_cannot_be_one(token: str) -> None:
    """And does not repeat it."""
    with pytest.raises(UsageError) as refusal:
        resolve_target(Choice(ELSEWHERE, token), {}, None)
    assert token not in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("HTTP://LocalHost:80/", "http://localhost"),
        ("https://fleet.example:443/base/", "https://fleet.example/base"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_compares_addresses_in_one_form(text: str, address: str) -> None:
    """Case, default port and closing slash make no difference."""
    assert server_address(text) == address


@pytest.mark.parametrize(
    "text", ["127.0.0.1:8080", "ftp://a", "http://", "http://user@a", "http://a:99999", "http://a?b"]
)
def test_refuses_an_address_when_it_is_none(text: str) -> None:
    """A name and a password in it would be sent about, so they are refused too."""
    with pytest.raises(UsageError):
        server_address(text)


@pytest.mark.parametrize(
    ("address", "loopback"),
    [
        ("http://127.0.0.9:1", True),
        ("http://[::1]", True),
        ("http://localhost", True),
        ("http://localhost.evil", False),
    ],
)
def test_knows_loopback(address: str, loopback: bool) -> None:
    """By number, or by the one name."""
    assert is_loopback(address) is loopback


def _write(folder: Path, **changes: object) -> Path:
    told = {"address": DEMO.address, "simulator": DEMO.simulator, "operator_key": DEMO.operator_key, "pid": 1}
    path = folder / ".demo" / "demo.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({**told, **changes}))
    return path


def test_finds_the_nearest_demo(tmp_path: Path) -> None:
    """From the folder upwards; one that cannot be believed is passed over."""
    _write(tmp_path)
    _write(tmp_path / "a", address="http://fleet.example")
    below = tmp_path / "a" / "b"
    below.mkdir()
    assert find_demo(below) == DEMO


@pytest.mark.parametrize("changes", [{"address": ELSEWHERE}, {"simulator": ELSEWHERE}, {"operator_key": None}])
def test_believes_no_demo_file_that_leads_away(tmp_path: Path, changes: dict[str, object]) -> None:
    """A file in some folder must not decide where a key is sent."""
    assert read_demo(_write(tmp_path, **changes)) is None


def test_believes_no_demo_file_of_somebody_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another user of the machine could listen on loopback too."""
    path = _write(tmp_path)
    own = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: own + 1)
    assert read_demo(path) is None


@pytest.mark.parametrize("text", ["", "[]", "{"])
def test_passes_over_a_demo_file_when_it_is_broken(tmp_path: Path, text: str) -> None:
    """As if there were none."""
    path = _write(tmp_path)
    path.write_text(text)
    assert read_demo(path) is None
