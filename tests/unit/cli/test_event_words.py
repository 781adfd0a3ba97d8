"""What an event says on one line."""

from typing import Any

import pytest

from cli.events.cloud_event_view import short_type, summary
from cli.events.control_events import DRAINING, sentence
from cli.events.options import delivery
from cli.events.sse_parser import ServerSentEvent
from cli.output.formats import OutputFormat

SCOPES = [{"workers": 13, "failed": 1}, {"workers": 12, "failed": 0}]


@pytest.mark.parametrize(
    ("short", "data", "words"),
    [
        (
            "worker.status.changed",
            {"old_status": "running", "new_status": "stopped", "status_reason": "user"},
            "running → stopped (user)",
        ),
        (
            "worker.telemetry.updated",
            {"telemetry": {"cpu_percent": 12.3, "network_in_bytes_per_second": 1500}},
            "cpu 12.3 %, in 1.5 kB/s, out -",
        ),
        (
            "worker.checks.changed",
            {"old_checks": {"system": "ok", "instance": "ok"}, "new_checks": {"system": "impaired", "instance": "ok"}},
            "system ok → impaired",
        ),
        ("worker.source.failing", {"source": "ec2", "code": "c", "message": "m"}, "ec2 c: m"),
        ("worker.source.recovered", {"source": "ec2"}, "ec2 is read again"),
        ("worker.imported", {"name": "n", "region": "r", "instance_id": "i"}, "n r i"),
        ("worker.removed", {"name": "n"}, "n"),
        ("worker.terminated", {"status_reason": "gone"}, "gone"),
        ("fleet.refresh.completed", {"source": "ec2", "scopes": SCOPES}, "ec2: 25 workers, 1 failed"),
        ("lab.discovered", {"title": "ospf", "owner": "ada", "state": "STOPPED"}, "ospf, STOPPED, of ada"),
        (
            "lab.state.changed",
            {"title": "ospf", "old_state": "STOPPED", "new_state": "STARTED"},
            "ospf: STOPPED → STARTED",
        ),
        ("lab.changed", {"title": "bgp", "new_values": {"title": "bgp", "node_count": 3}}, "bgp: node count, title"),
        ("lab.removed", {"title": "ospf", "reason": "gone"}, "ospf (gone)"),
        ("operation.of.tomorrow", {"a": 1}, '{"a":1}'),
        ("worker.of.tomorrow", {"a": 1}, '{"a":1}'),
    ],
)
def test_says_what_happened(short: str, data: dict[str, Any], words: str) -> None:
    """Old and new, or the figures; of what is not known, everything."""
    event = {"type": f"io.cmlfleet.{short}.v1", "data": data}
    assert short_type(event) == short
    assert summary(event) == words


@pytest.mark.parametrize("prefix", ["", "io.cmlfleet.", "com.fleet.example."])
def test_finds_the_short_type_when_the_prefix_is_another(prefix: str) -> None:
    """The prefix is a setting of the service."""
    assert short_type({"type": f"{prefix}worker.status.changed.v1"}) == "worker.status.changed"


def test_leaves_a_type_as_it_is_when_it_is_not_known() -> None:
    """Events of another kind have names too."""
    assert short_type({"type": "io.cmlfleet.rack.moved.v1"}) == "io.cmlfleet.rack.moved.v1"


def test_shortens_what_is_long() -> None:
    """A line stays a line."""
    assert len(summary({"type": "worker.of.tomorrow.v1", "data": {"a": "x" * 500}})) < 130


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("max_age", ""),
        ("key_revoked", "The key was revoked."),
        ("key_expired", "The key has expired."),
        ("shutting_down", "The server is about to stop."),
    ],
)
def test_farewell_says_why(reason: str, said: str) -> None:
    """That a stream has lived long enough is of no interest: the next one goes on where it ended."""
    assert sentence(ServerSentEvent(DRAINING, f'{{"reason":"{reason}"}}', "")) == said


@pytest.mark.parametrize(
    ("output", "since", "wanted"),
    [
        (OutputFormat.TABLE, None, "latest"),
        (OutputFormat.TABLE, "5eed0001-1", "all"),
        (OutputFormat.JSON, None, "all"),
        (OutputFormat.YAML, None, "all"),
        (OutputFormat.NAME, None, "all"),
    ],
)
def test_asks_for_every_event_unless_a_person_looks(output: OutputFormat, since: str | None, wanted: str) -> None:
    """A program must miss nothing; a screen shows how things are."""
    assert delivery(output, since) == wanted
