"""Workers and events as the API shows them."""

import json
from datetime import UTC, datetime
from typing import Any

from .fake_server import Reply

EPOCH = "1f2e3d4c"
PROBLEM = "application/problem+json"


def worker(number: int = 1, **changes: Any) -> dict[str, Any]:
    """Return a running worker."""
    now = datetime.now(UTC).isoformat()
    return {
        "id": f"w-{number}",
        "name": f"cml-{number:02}",
        "account": "default",
        "region": "us-east-1",
        "instance_id": f"i-{number:017x}",
        "instance_type": "c5.2xlarge",
        "ami_id": "ami-1",
        "ami_name": "cisco-cml2.9",
        "private_ip": "10.0.0.1",
        "public_ip": None,
        "launch_time": now,
        "tags": {"course": "ccnp"},
        "status": "running",
        "status_reason": "",
        "status_message": "",
        "instance": {
            "vcpus": 8,
            "memory_gib": 16.0,
            "network": "Up to 10 Gigabit",
            "bare_metal": False,
            "architecture": "x86_64",
        },
        "checks": {"system": "ok", "instance": "ok", "scheduled": [], "message": ""},
        "telemetry": {
            "cpu_percent": 12.34,
            "network_in_bytes_per_second": 1500.0,
            "network_out_bytes_per_second": 999.0,
            "taken_at": now,
            "sources": {"cpu_percent": "cloudwatch"},
        },
        "failing": {},
        "cost": {
            "usd_per_hour": 0.34,
            "currency": "USD",
            "price_source": "AWS Price List",
            "price_as_of": "2026-07-09",
            "month_to_date_usd": 1234.5,
        },
        "as_of": {"ec2": now, "cloudwatch": now},
        "created_at": now,
        "updated_at": now,
        "version": 3,
        **changes,
    }


def history(*averages: float | None) -> Reply:
    """Return the CPU's history: a point each five minutes from the start, none where None is given.

    Nothing is known of the network, and of the nodes no point makes sense.
    """
    start, end = "2026-01-02T03:00:00Z", "2026-01-02T04:00:00Z"
    known = [(minute * 5, value) for minute, value in enumerate(averages) if value is not None]
    points = [{"at": f"2026-01-02T03:{at:02}:00Z", "min": value, "avg": value, "max": value} for at, value in known]
    values = [value for _, value in known]
    cpu = {"min": min(values), "avg": sum(values) / len(values), "max": max(values), "points": points}
    network: dict[str, Any] = {"min": None, "avg": None, "max": None, "points": []}
    nodes = {"min": 1, "avg": 2.5, "max": 4, "points": [{"at": "soon", "avg": 1}, {"at": end, "avg": None}]}
    figures = {"cpu_percent": cpu, "network_in_bytes_per_second": network, "running_nodes": nodes}
    return Reply(body={"worker_id": "w-1", "start": start, "end": end, "resolution": "raw", "figures": figures})


def page(*items: Any, cursor: str | None = None, total: int | None = None) -> Reply:
    """Return a page of a list."""
    body = {"items": list(items), "next_cursor": cursor, "fleet_sequence": f"{EPOCH}-7"}
    return Reply(body={**body, "total": len(items) if total is None else total})


def problem(status: int, detail: str, **more: Any) -> Reply:
    """Return a refusal."""
    return Reply(
        status, {"type": "about:blank", "title": "Refused", "status": status, "detail": detail, **more}, PROBLEM
    )


def cloud_event(short_type: str, subject: str = "w-1", sequence: int = 4, **data: Any) -> dict[str, Any]:
    """Return a CloudEvent of the fleet."""
    return {
        "specversion": "1.0",
        "id": f"event-{short_type}-{sequence}",
        "type": f"io.cmlfleet.{short_type}.v1",
        "source": "/fleets/default",
        "subject": subject,
        "time": "2026-01-02T03:04:05.000Z",
        "datacontenttype": "application/json",
        "sequence": str(sequence),
        "data": data,
    }


def status_event(old: str, new: str, sequence: int = 4) -> dict[str, Any]:
    """Return the event of a worker whose status changed."""
    return cloud_event("worker.status.changed", sequence=sequence, old_status=old, new_status=new, status_reason="")


def frame(event: dict[str, Any], position: int) -> bytes:
    """Return a CloudEvent as a frame of the stream."""
    short_type = event["type"].removeprefix("io.cmlfleet.").removesuffix(".v1")
    return f"id: {EPOCH}-{position}\nevent: {short_type}\ndata: {json.dumps(event)}\n\n".encode()


def control(name: str, **data: Any) -> bytes:
    """Return a frame that speaks of the stream itself."""
    return f"event: {name}\ndata: {json.dumps(data)}\n\n".encode()


def snapshot(*workers: dict[str, Any], position: int = 7) -> bytes:
    """Return a snapshot of one page and the word that it is complete."""
    at = f"{EPOCH}-{position}"
    whole = control("fleet.snapshot", position=at, page=1, pages=1, workers=list(workers))
    return control("stream.open") + whole + control("stream.synced", position=at)
