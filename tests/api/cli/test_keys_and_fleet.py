"""`keys ...` and `fleet`."""

import json

from .command_line import CommandLine, interrupt, read_lines
from .fake_server import FakeServer, Reply

KEY = {"id": "k-1", "name": "ci", "role": "viewer", "created_at": "2026-01-02T03:04:05Z", "expires_at": None}
SUMMARY = {
    "name": "default",
    "workers": 25,
    "by_status": {"stopped": 1, "running": 24},
    "by_region": {"us-east-1": 25},
    "cost": {
        "workers": 25,
        "usd_per_hour": 30.25,
        "month_to_date_usd": 12345.67,
        "workers_of_unknown_price": 3,
        "by_status": {
            "stopped": {"workers": 1, "usd_per_hour": 0, "month_to_date_usd": 5, "workers_of_unknown_price": 0},
        },
        "not_included": "storage (EBS)",
    },
    "cloudwatch": {
        "interval_seconds": 900,
        "usd_per_month": 2.16,
        "detailed_monitoring_usd_per_month": 50.4,
        "reason": "the budget is $5.00",
    },
    "freshness": [{"source": "ec2", "account": "default", "region": "us-east-1", "workers": 25, "failed": 0}],
    "failing": [{"worker_id": "w-1", "name": "cml-01", "source": "ec2", "code": "throttled", "message": "slow"}],
}


def test_prints_the_secret_once_when_a_key_is_created(cli: CommandLine, server: FakeServer) -> None:
    """It is on standard output, with a word on standard error that it is kept nowhere."""
    server.tell("POST", "/api/keys", Reply(201, {**KEY, "secret": "cmlf_x"}))
    finished = cli.run("keys", "create", "--name", "ci", "--role", "viewer", "--expires-in-days", "3")
    assert finished.returncode == 0
    assert "cmlf_x" in finished.stdout
    assert "once" in finished.stderr
    assert server.seen[0].body == {"name": "ci", "role": "viewer", "expires_in_days": 3}


def test_creates_no_key_when_the_role_is_unknown(cli: CommandLine, server: FakeServer) -> None:
    """The roles are known here."""
    assert cli.run("keys", "create", "--name", "ci", "--role", "root").returncode == 2
    assert server.seen == []


def test_lists_and_revokes_keys(cli: CommandLine, server: FakeServer) -> None:
    """A key is named by its id."""
    server.tell("GET", "/api/keys", Reply(body={"items": [KEY]}))
    server.tell("DELETE", "/api/keys/k-1", Reply(204))
    assert json.loads(cli.run("keys", "list", "-o", "json").stdout) == [KEY]
    assert cli.run("keys", "revoke", "k-1").returncode == 0
    assert cli.run("keys", "revoke", "k-2").returncode == 3


def test_shows_the_fleet_at_a_glance(cli: CommandLine, server: FakeServer) -> None:
    """Counts, freshness, and what fails."""
    server.tell("GET", "/api/fleet", Reply(body=SUMMARY))
    shown = cli.run("fleet").stdout
    assert "24 running, 1 stopped" in shown
    assert "Freshness" in shown
    assert "throttled" in shown
    assert "$30.25" in shown
    assert "$12,345.67" in shown
    assert "3 workers of unknown price" in shown
    assert "$2.16 a month, every 900 s, and $50.40 for detailed monitoring; the budget is $5.00" in shown
    assert "Cost, without storage (EBS)" in shown
    assert json.loads(cli.run("fleet", "-o", "json").stdout) == SUMMARY


def test_shows_the_fleet_again_when_watched(cli: CommandLine, server: FakeServer) -> None:
    """Until ctrl-C, which is how a watch ends well; in place on a terminal."""
    server.reply_in_turn("GET", "/api/fleet", [Reply(body={"name": name}) for name in ("before", "after")])
    with cli.started("fleet", "--watch", "-o", "name") as process:
        assert read_lines(process, 2) == ["before\n", "after\n"]
        interrupt(process)
    assert process.returncode == 0
    with cli.on_terminal("fleet", "--watch", "-o", "name") as terminal:
        terminal.read_until(lambda shown: "\x1b[H\x1b[Jafter" in shown)


def test_ends_a_watch_when_its_reader_has_gone(cli: CommandLine, server: FakeServer) -> None:
    """As every command does, and without a word."""
    server.tell("GET", "/api/fleet", Reply(body={"name": "default"}))
    with cli.started("fleet", "--watch", "-o", "name") as process:
        read_lines(process, 1)
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait(20) == 0
