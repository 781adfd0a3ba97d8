"""What the command line says of controllers."""

from typing import Any

import pytest

from cli.events.cloud_event_view import summary
from cli.output.columns import Cell
from cli.workers.columns import nodes_cell, service_cell
from cli.workers.detail_columns import DETAILS

GIB = 1 << 30


def shown(worker: dict[str, Any]) -> dict[str, str]:
    """The details of a worker by their headings."""
    return {column.heading: column.cell(worker).text for column in DETAILS.columns}


@pytest.mark.parametrize(
    ("status", "code", "cell"),
    [
        ("available", "", Cell("available", "green")),
        ("error", "cml_certificate_changed", Cell("error: certificate changed", "red")),
        ("unavailable", "instance_stopped", Cell("unavailable", "bright_black")),
        ("unknown", "", Cell("unknown", "magenta")),
    ],
)
def test_service_says_why_in_a_word_when_it_is_not_available(status: str, code: str, cell: Cell) -> None:
    """The state of the instance stands beside it already."""
    assert service_cell({"service_status": status, "service_code": code}) == cell


@pytest.mark.parametrize(
    ("telemetry", "text"),
    [({"running_nodes": 2, "total_nodes": 5}, "2/5"), ({"running_nodes": 2}, "2"), ({"total_nodes": 5}, "")],
)
def test_nodes_say_how_many_run(telemetry: dict[str, int], text: str) -> None:
    """Nothing where nobody told."""
    assert nodes_cell({"telemetry": telemetry}) == text


def test_details_show_the_controller() -> None:
    """Version, health, machine, licence, and where each figure comes from."""
    cml = {"version": "2.9.0", "healthy": True, "cpu_count": 8, "memory_total_bytes": 64 * GIB}
    license_ = {"licensed": True, "expires_at": "2027-01-01T00:00:00Z"}
    fields = shown({"cml": cml, "license": license_, "telemetry": {"sources": {"cpu_percent": "cml"}}})
    assert (fields["CML VERSION"], fields["CML HEALTH"], fields["CML MACHINE"]) == (
        "2.9.0",
        "well",
        "8 CPUs, 64 GiB memory",
    )
    assert (fields["LICENSE"], fields["FIGURES FROM"]) == ("licensed until 2027-01-01T00:00:00Z", "cpu_percent cml")
    ill = shown({"cml": {"problems": ["no disk"]}, "license": {"licensed": False, "reason": "expired"}})
    assert (ill["CML HEALTH"], ill["LICENSE"]) == ("no disk", "not licensed: expired")


@pytest.mark.parametrize(
    ("short", "data", "words"),
    [
        (
            "worker.service.changed",
            {"old_service": {"status": "available"}, "new_service": {"status": "error", "reason": "garbled answer"}},
            "available → error (garbled answer)",
        ),
        (
            "worker.service.changed",
            {"old_cml": {"version": "2.8.0", "ready": True}, "new_cml": {"version": "2.9.0", "ready": True}},
            "CML version 2.8.0 → 2.9.0",
        ),
        (
            "worker.license.changed",
            {"new_license": {"licensed": False, "reason": "expired"}},
            "not licensed (expired)",
        ),
        (
            "worker.telemetry.updated",
            {"telemetry": {"cpu_percent": 5.0, "memory_used_percent": 30.0, "running_nodes": 2}},
            "cpu 5.0 %, in -, out -, mem 30.0 %, 2 nodes run",
        ),
    ],
)
def test_event_is_said_in_words(short: str, data: dict[str, Any], words: str) -> None:
    """One line tells what happened."""
    assert summary({"type": f"io.cmlfleet.{short}.v1", "data": data}) == words
