"""How each event changes a worker's row: the same as it changes the worker."""

from collections.abc import Callable
from typing import Any

from cli.output.columns import Record

Change = Callable[[Record, Record, str], None]
"""Takes the row, the event's data and the event's time."""

LICENSE_ACTS = ("registration", "deregistration")
NO_CHECKS = {"system": "not_applicable", "instance": "not_applicable"}


def new_row(worker_id: str, data: Record, time: str) -> Record:
    """Return the row of a worker that was imported."""
    fresh: dict[str, Any] = {"checks": dict(NO_CHECKS), "telemetry": {}, "failing": {}, "as_of": {}}
    fresh |= {"service_status": "unknown", "service_code": "", "service_reason": "", "cml": {}, "license": None}
    fresh |= {"license_days_left": None, "license_act": None}
    return {"id": worker_id, **data, **fresh, "created_at": time}


def _status(row: Record, data: Record, _time: str) -> None:
    row.update(status=data.get("new_status"), status_reason=data.get("status_reason"))
    row["status_message"] = data.get("message", "")
    if row["status"] != "running":
        row["telemetry"] = {}  # figures of a machine that is off are no figures
        row.update(service_status="unavailable", service_code=f"instance_{row['status']}")


def _telemetry(row: Record, data: Record, _time: str) -> None:
    row["telemetry"] = data.get("telemetry") or {}


def _service(row: Record, data: Record, _time: str) -> None:
    service = data.get("new_service") or {}
    row.update({f"service_{name}": service.get(name) for name in ("status", "code", "reason")})
    row["cml"] = data.get("new_cml")


def _license(row: Record, data: Record, _time: str) -> None:
    old, new = row.get("license") or {}, data.get("new_license") or {}
    if old.get("expires_at") != new.get("expires_at"):
        row["license_days_left"] = None
    row["license"] = data.get("new_license")


def _license_expiring(row: Record, data: Record, _time: str) -> None:
    row["license_days_left"] = data.get("days_left")


def _license_begun(row: Record, data: Record, time: str) -> None:
    known = {name: data.get(name) for name in ("operation_id", "requested_by")}
    still = {"since": time, "step": "", "ended_at": None, "failed": False, "code": "", "message": ""}
    row["license_act"] = {"kind": data.get("act"), **known, **still}


def _license_continued(row: Record, data: Record, _time: str) -> None:
    _on_license_act(row, {name: data.get(name) for name in ("step", "message")})


def _license_done(row: Record, data: Record, time: str) -> None:
    ended = {name: data.get(name) for name in ("code", "message")}
    _on_license_act(row, {**ended, "ended_at": time, "failed": False})


def _license_failed(row: Record, data: Record, time: str) -> None:
    _license_done(row, data, time)
    _on_license_act(row, {"failed": True})


def _on_license_act(row: Record, values: Record) -> None:
    row["license_act"] = {**(row.get("license_act") or {}), **values}


def _checks(row: Record, data: Record, _time: str) -> None:
    row["checks"] = {**(data.get("new_checks") or {}), "message": data.get("message", "")}


def _failing(row: Record, data: Record, time: str) -> None:
    why = {"code": data.get("code"), "message": data.get("message"), "since": time}
    row["failing"] = {**(row.get("failing") or {}), str(data.get("source")): why}


def _recovered(row: Record, data: Record, _time: str) -> None:
    failing = row.get("failing") or {}
    row["failing"] = {source: why for source, why in failing.items() if source != data.get("source")}


def _terminated(row: Record, data: Record, _time: str) -> None:
    row.update(status="terminated", status_reason=data.get("status_reason"))


def _details(row: Record, data: Record, _time: str) -> None:
    row.update(data.get("new_details") or {})


def _endpoint(row: Record, data: Record, _time: str) -> None:
    row.update(private_ip=data.get("new_private_ip"), public_ip=data.get("new_public_ip"))
    row["https_endpoint"] = data.get("new_https_endpoint")


def _tags(row: Record, data: Record, _time: str) -> None:
    row["tags"] = data.get("new_tags") or {}


CHANGES: dict[str, Change] = {
    "worker.status.changed": _status,
    "worker.telemetry.updated": _telemetry,
    "worker.checks.changed": _checks,
    "worker.service.changed": _service,
    "worker.license.changed": _license,
    "worker.license.expiring": _license_expiring,
    **{f"worker.license.{act}.started": _license_begun for act in LICENSE_ACTS},
    **{f"worker.license.{act}.progressed": _license_continued for act in LICENSE_ACTS},
    **{f"worker.license.{act}.completed": _license_done for act in LICENSE_ACTS},
    **{f"worker.license.{act}.failed": _license_failed for act in LICENSE_ACTS},
    "worker.source.failing": _failing,
    "worker.source.recovered": _recovered,
    "worker.terminated": _terminated,
    "worker.details.changed": _details,
    "worker.endpoint.changed": _endpoint,
    "worker.tags.changed": _tags,
}
