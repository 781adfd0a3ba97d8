"""`credentials ...` and `workers trust`."""

import json
from pathlib import Path
from typing import Any

import pytest

from .command_line import CommandLine
from .fake_server import FakeServer, Reply

WORKER = {"id": "w-1", "name": "cml-01", "instance_id": "i-01", "region": "us-east-1"}
KEPT = {
    "id": "tag-0a1b",
    "kind": "tag",
    "applies_to": "course:ccnp",
    "username": "admin",
    "set_at": "2026-01-02T03:04:05Z",
    "set_by": "key:bootstrap",
    "key_id": "5b0c",
}
TRUST: dict[str, Any] = {
    "worker_id": "w-1",
    "trusted_by": "fingerprint",
    "fingerprint": "ab" * 32,
    "ca_pem": None,
    "set_at": "2026-01-02T03:04:05Z",
    "set_by": "key:bootstrap",
    "seen": {"subject": "CN=cml", "issuer": "CN=cml", "not_after": "2027-01-02T03:04:05Z"},
}


def with_worker(server: FakeServer) -> None:
    """Let the server know one worker."""
    server.tell("GET", "/api/workers", Reply(body={"items": [WORKER], "total": 1, "next_cursor": None}))


def test_sets_a_password_when_it_comes_on_standard_input(cli: CommandLine, server: FakeServer) -> None:
    """The line's end is no part of it, and it is shown nowhere."""
    server.tell("PUT", "/api/credentials", Reply(body=KEPT))
    told = cli.run(
        *("credentials", "set", "--tag", "course:ccnp", "--username", "admin", "--password-file", "-"), stdin=" p w\n"
    )
    assert (told.returncode, "course:ccnp" in told.stdout) == (0, True)
    assert server.seen[-1].body == {"tag": "course:ccnp", "username": "admin", "password": " p w"}
    assert " p w" not in told.stdout + told.stderr


def test_sets_a_token_when_it_is_in_a_file(cli: CommandLine, server: FakeServer, tmp_path: Path) -> None:
    """For one worker, by its name."""
    with_worker(server)
    server.tell("PUT", "/api/credentials", Reply(body={**KEPT, "username": ""}))
    file = tmp_path / "token"
    file.write_text("a-token\n")
    told = cli.run("credentials", "set", "--worker", "cml-01", "--token-file", str(file), "-o", "json")
    assert json.loads(told.stdout)["username"] == ""
    assert server.seen[-1].body == {"worker_id": "w-1", "token": "a-token"}


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--tag", "a:b", "--worker", "w"),
        ("--tag", "a:b", "--password-file", "-"),
        ("--tag", "a:b", "--username", "u", "--token-file", "-"),
        ("--tag", "a:b", "--username", "u"),
        ("--tag", "a:b", "--token-file", "/nonexistent"),
        ("--tag", "a:b", "--token-file", "-"),
    ],
)
def test_asks_nothing_of_the_server_when_it_makes_no_sense(
    cli: CommandLine, server: FakeServer, arguments: tuple[str, ...]
) -> None:
    """For whom, and with what, has to be said; a secret is never an argument, and never empty."""
    assert cli.run("credentials", "set", *arguments).returncode == 2
    assert server.seen == []


def test_lists_and_removes_credentials(cli: CommandLine, server: FakeServer) -> None:
    """They are named by their ids."""
    server.tell("GET", "/api/credentials", Reply(body={"items": [KEPT, {**KEPT, "username": ""}]}))
    server.tell("DELETE", "/api/credentials/tag-0a1b", Reply(204))
    assert "(token)" in cli.run("credentials", "list").stdout
    assert cli.run("credentials", "remove", "tag-0a1b").returncode == 0
    assert cli.run("credentials", "remove", "tag-none").returncode == 3


def test_says_what_is_lost_when_keys_are_rotated(cli: CommandLine, server: FakeServer) -> None:
    """What no key opens has to be set again: that is no success."""
    rotation = {"key_id": "5b0c", "resealed": 2, "already": 1, "lost": []}
    server.tell("POST", "/api/credentials:rotate", Reply(body=rotation))
    well = cli.run("credentials", "rotate")
    assert (well.returncode, "not needed any more" in well.stderr) == (0, True)
    server.tell("POST", "/api/credentials:rotate", Reply(body={**rotation, "lost": ["tag-0a1b"]}))
    badly = cli.run("credentials", "rotate")
    assert (badly.returncode, "tag-0a1b" in badly.stderr) == (1, True)


def test_shows_what_was_accepted_when_a_worker_is_trusted(cli: CommandLine, server: FakeServer) -> None:
    """Somebody says yes, or gives a fingerprint, in whichever way tools write it."""
    with_worker(server)
    server.tell("POST", "/api/workers/w-1/trust", Reply(body=TRUST))
    assert "CN=cml" in cli.run("workers", "trust", "cml-01", "--yes").stdout
    assert server.seen[-1].body == {}
    cli.run("workers", "trust", "cml-01", "--fingerprint", ":".join(["AB"] * 32))
    assert server.seen[-1].body == {"fingerprint": "ab" * 32}


def test_trusts_an_authority_when_it_is_in_a_file(cli: CommandLine, server: FakeServer, tmp_path: Path) -> None:
    """And says which file cannot be read."""
    with_worker(server)
    server.tell("POST", "/api/workers/w-1/trust", Reply(body={**TRUST, "fingerprint": None, "seen": None}))
    file = tmp_path / "ca.pem"
    file.write_text("PEM")
    assert cli.run("workers", "trust", "cml-01", "--ca-file", str(file)).returncode == 0
    assert server.seen[-1].body == {"ca_pem": "PEM"}
    assert cli.run("workers", "trust", "cml-01", "--ca-file", "/nonexistent").returncode == 2


def test_shows_and_takes_back_trust_when_asked(cli: CommandLine, server: FakeServer) -> None:
    """Neither accepts anything."""
    with_worker(server)
    server.tell("GET", "/api/workers/w-1/trust", Reply(body=TRUST))
    server.tell("DELETE", "/api/workers/w-1/trust", Reply(204))
    assert "ab" * 32 in cli.run("workers", "trust", "cml-01", "--show", "-o", "json").stdout
    assert cli.run("workers", "trust", "cml-01", "--system").returncode == 0


@pytest.mark.parametrize("arguments", [(), ("--show", "--system"), ("--fingerprint", "ab", "--ca-file", "x")])
def test_accepts_nothing_when_nobody_said_yes(cli: CommandLine, server: FakeServer, arguments: tuple[str, ...]) -> None:
    """Where nobody can be asked, and where it is not clear what is meant."""
    assert cli.run("workers", "trust", "cml-01", *arguments).returncode == 2
    assert server.seen == []
