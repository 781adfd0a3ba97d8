"""Rows that follow the stream."""

import json
from typing import Any

import pytest

from cli.events.sse_parser import ServerSentEvent
from cli.workers.live_fleet import LiveFleet

NOW = "2026-01-02T03:04:05.000Z"
NOT_CHECKED = {"system": "not_applicable", "instance": "not_applicable"}


def _worker(worker_id: str = "w-1", **more: Any) -> dict[str, Any]:
    place = {"account": "default", "region": "us-east-1"}
    return {"id": worker_id, "name": worker_id, "status": "running", "version": 3, **place, **more}


def _page(number: int, count: int, *workers: dict[str, Any]) -> ServerSentEvent:
    page = {"position": "e-7", "page": number, "pages": count, "workers": list(workers)}
    return ServerSentEvent("fleet.snapshot", json.dumps(page), "")


def _event(short_type: str, sequence: int = 4, subject: str = "w-1", **data: Any) -> ServerSentEvent:
    event = {"specversion": "1.0", "type": f"org.example.{short_type}.v1", "subject": subject, "time": NOW}
    return ServerSentEvent(short_type, json.dumps({**event, "sequence": str(sequence), "data": data}), "e-8")


def _fleet(*workers: dict[str, Any]) -> LiveFleet:
    fleet = LiveFleet()
    fleet.take(_page(1, 1, *(workers or (_worker(),))))
    return fleet


@pytest.mark.parametrize(
    ("event", "changed"),
    [
        (
            _event("worker.status.changed", new_status="stopped", status_reason="user", message="somebody"),
            {
                "status": "stopped",
                "status_reason": "user",
                "status_message": "somebody",
                "telemetry": {},
                "service_status": "unavailable",
                "service_code": "instance_stopped",
            },
        ),
        (_event("worker.telemetry.updated", telemetry={"cpu_percent": 5.0}), {"telemetry": {"cpu_percent": 5.0}}),
        (
            _event("worker.checks.changed", new_checks={"system": "ok"}, message="well"),
            {"checks": {"system": "ok", "message": "well"}},
        ),
        (
            _event("worker.source.failing", source="ec2", code="throttled", message="slow"),
            {"failing": {"ec2": {"code": "throttled", "message": "slow", "since": NOW}}},
        ),
        (_event("worker.source.recovered", source="ec2"), {"failing": {}}),
        (_event("worker.terminated", status_reason="gone"), {"status": "terminated", "status_reason": "gone"}),
        (_event("worker.details.changed", new_details={"name": "new"}), {"name": "new"}),
        (
            _event("worker.endpoint.changed", new_private_ip="10.0.0.9", new_public_ip=None),
            {"private_ip": "10.0.0.9", "public_ip": None, "https_endpoint": None},
        ),
        (
            _event(
                "worker.service.changed",
                new_service={"status": "error", "code": "cml_garbled", "reason": "no JSON"},
                new_cml={"version": "2.9.0"},
            ),
            {
                "service_status": "error",
                "service_code": "cml_garbled",
                "service_reason": "no JSON",
                "cml": {"version": "2.9.0"},
            },
        ),
        (
            _event("worker.license.changed", new_license={"licensed": True}),
            {"license": {"licensed": True}},
        ),
        (_event("worker.tags.changed", new_tags={"a": "b"}), {"tags": {"a": "b"}}),
        (_event("worker.of.tomorrow", anything=1), {}),
    ],
)
def test_changes_the_row_as_the_event_says(event: ServerSentEvent, changed: dict[str, Any]) -> None:
    """The same as the event did to the worker, and the version with it."""
    fleet = _fleet(_worker(failing={"ec2": {"code": "old"}} if "recovered" in event.event else {}))
    before = dict(fleet.workers["w-1"])
    (change,) = fleet.take(event)
    assert change.worker == {**before, **changed, "version": 4, "updated_at": NOW}


@pytest.mark.parametrize("sequence", [1, 3])
def test_ignores_an_event_when_the_row_is_as_new(sequence: int) -> None:
    """The snapshot holds it already."""
    fleet = _fleet()
    assert fleet.take(_event("worker.status.changed", sequence, new_status="stopped")) == []
    assert fleet.workers["w-1"]["status"] == "running"


def test_adds_and_removes_rows() -> None:
    """Import and removal; what happens to a worker that is not shown changes nothing."""
    fleet = _fleet()
    (added,) = fleet.take(_event("worker.imported", 1, "w-2", name="two", status="pending"))
    assert (added.worker["id"], added.worker["name"], added.worker["checks"]) == ("w-2", "two", NOT_CHECKED)
    fleet.take(_event("worker.removed", 5))
    assert list(fleet.workers) == ["w-2"]
    assert fleet.take(_event("worker.status.changed", 6, new_status="stopped")) == []


def test_replaces_all_rows_when_the_last_page_has_come() -> None:
    """Pages are not shown one by one; a snapshot that begins again forgets the pages before."""
    fleet = _fleet()
    assert fleet.take(_page(1, 2, _worker("w-8"))) == []
    assert fleet.take(_page(1, 2, _worker("w-2"))) == []
    assert list(fleet.workers) == ["w-1"]
    changes = fleet.take(_page(2, 2, _worker("w-3")))
    assert [change.worker["id"] for change in changes] == ["w-2", "w-3"]
    assert list(fleet.workers) == ["w-2", "w-3"]


def test_shows_the_workers_alone_when_a_snapshot_has_labs() -> None:
    """The last page may be one of labs; whatever is no object is passed over."""
    fleet = LiveFleet()
    assert fleet.take(_page(1, 2, _worker("w-2"), 5)) == []  # type: ignore[arg-type]
    labs = {"position": "e-7", "page": 2, "pages": 2, "labs": [{"id": "w-2/l-1", "version": 1}]}
    (change,) = fleet.take(ServerSentEvent("fleet.snapshot", json.dumps(labs), ""))
    assert (change.worker["id"], list(fleet.workers)) == ("w-2", ["w-2"])


def test_moves_the_time_it_is_true_for_when_a_refresh_is_complete() -> None:
    """In the scopes that were read; a scope that failed and a worker that is terminated stay as they were."""
    fleet = _fleet(_worker("w-1"), _worker("w-2", region="eu-west-1"), _worker("w-3", status="terminated"))
    read = {"account": "default", "region": "us-east-1", "as_of": NOW}
    failed = {"account": "default", "region": "eu-west-1", "as_of": None}
    assert fleet.take(_event("fleet.refresh.completed", 0, "fleet", source="ec2", scopes=[read, failed])) == []
    assert [worker.get("as_of") for worker in fleet.workers.values()] == [{"ec2": NOW}, None, None]


@pytest.mark.parametrize("text", ["", "[]", "{", '{"specversion": "1.0"}', '{"specversion": "1.0", "data": 5}'])
def test_ignores_what_it_does_not_understand(text: str) -> None:
    """A stream from another version changes nothing."""
    fleet = _fleet()
    assert fleet.take(ServerSentEvent("odd", text, "")) == []


@pytest.mark.parametrize(("kind", "price"), [("m5.metal", 4.6), ("c5.metal", None)])
def test_price_is_that_of_another_of_the_type_when_the_type_changes(kind: str, price: float | None) -> None:
    """Events tell no prices; one that nobody else has is unknown until the next snapshot."""
    cheap, dear = {"usd_per_hour": 0.1}, {"usd_per_hour": 4.6}
    fleet = _fleet(_worker(instance_type="t3.micro", cost=cheap), _worker("w-2", instance_type="m5.metal", cost=dear))
    fleet.take(_event("worker.details.changed", new_details={"instance_type": kind}))
    fleet.take(_event("worker.imported", 1, "w-3", region="us-east-1", instance_type=kind))
    assert [fleet.workers[name]["cost"] for name in ("w-1", "w-3")] == [price and {"usd_per_hour": price}] * 2
