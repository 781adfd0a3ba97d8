"""When a controller says that it was last used."""

from datetime import UTC, datetime
from typing import Any

import pytest

from application.ports.cml_errors import CMLGarbledError
from support.cml_parts import CMLParts, host_at
from support.cml_stand_in import CMLStandIn, problem

EVENTS = "GET /telemetry/events"
MEI = "8f7f8a1e-5a0c-4b8e-9d0c-0a4be0c2f4f1"


def event(minute: int, category: Any, user: Any = MEI) -> dict[str, Any]:
    """Something that happened at some minute after noon."""
    return {"category": category, "timestamp": f"2026-11-01T12:{minute:02}:00+00:00", "data": {"user_id": user}}


async def test_finds_the_newest_that_somebody_did(cml: CMLStandIn, parts: CMLParts) -> None:
    """In whatever order; what CML measures, and what it does itself, is no activity."""
    cml.answers[EVENTS] = [
        event(9, "stop_lab"),
        event(7, "start_lab"),
        event(20, "system_stats"),
        event(30, "start_node", "00000000-0000-4000-a000-000000000000"),
        event(40, ["start_lab"]),
        {"category": "start_lab", "timestamp": 7},
        {},
    ]
    reading = await parts.client.read_activity_async(host_at(cml.url))
    assert (reading.active_at, reading.what) == (datetime(2026, 11, 1, 12, 9, tzinfo=UTC), "stop_lab")


@pytest.mark.parametrize("category", ["user_activity", "import_lab", "export_lab", "packet_capture", "wipe_node"])
async def test_counts_who_left_no_name(cml: CMLStandIn, parts: CMLParts, category: str) -> None:
    """Data may be of any kind."""
    cml.answers[EVENTS] = [{**event(5, category), "data": None}]
    assert (await parts.client.read_activity_async(host_at(cml.url))).what == category


@pytest.mark.parametrize("status", [403, 404])
async def test_nobody_did_anything_where_it_is_not_told(cml: CMLStandIn, parts: CMLParts, status: int) -> None:
    """Older versions lack the route, and who is no administrator may not ask: that is no failure."""
    cml.answers[EVENTS] = problem(status, "no")
    reading = await parts.client.read_activity_async(host_at(cml.url))
    assert (reading.active_at, reading.what) == (None, "")


@pytest.mark.parametrize("garbage", [{"events": []}, ["start_lab"], "x" * (5 * 1024 * 1024)])
async def test_tells_garbage_in_words(cml: CMLStandIn, parts: CMLParts, garbage: Any) -> None:
    """Another shape, or more than is read."""
    cml.answers[EVENTS] = garbage
    with pytest.raises(CMLGarbledError):
        await parts.client.read_activity_async(host_at(cml.url))
