"""Reads `system_health`, `licensing` and `system/maintenance_mode`, as CML 2.4 to 2.10 write them."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec

from domain.cml.cml_health_reading import CMLHealthReading, CMLLicence
from domain.cml.licensing_reading import AUTHORIZED, REGISTERED
from integration.cml.reply_fields import flag, moment, objects, part, text, word

CONTROLLER_PROBLEMS = {
    "core_connected": "the core is not connected",
    "nodes_loaded": "node definitions are not loaded",
    "images_loaded": "image definitions are not loaded",
}
COMPUTE_PROBLEMS = {
    "kvm_vmx_enabled": "no hardware virtualization",
    "enough_cpus": "too few CPUs",
    "lld_connected": "the low-level driver is not connected",
    "lld_synced": "the low-level driver is not in sync",
    "libvirt": "libvirt does not run",
    "fabric": "the fabric does not run",
    "device_mux": "the console multiplexer does not run",
    "refplat_images_available": "no reference platform images",
    "docker_shim": "the container shim does not run",
}
MOST_NOTICE_CHARACTERS = 1_000


class SystemHealth(msgspec.Struct):
    """`GET /system_health`."""

    valid: Any = None
    is_licensed: Any = None
    controller: Any = None
    computes: Any = None


class Licensing(msgspec.Struct):
    """`GET /licensing`, for administrators."""

    registration: Any = None
    authorization: Any = None


class Maintenance(msgspec.Struct):
    """`GET /system/maintenance_mode`, of newer versions and for administrators."""

    maintenance_mode: Any = None
    resolved_notice: Any = None


def health_reading(
    worker_id: str, health: SystemHealth, licensing: Licensing, maintenance: Maintenance, taken_at: datetime
) -> CMLHealthReading:
    """Put the three together."""
    healthy, problems = flag(health.valid), tuple(_problems(health))
    if healthy is False and not problems:
        problems = ("CML says that it is not well, and not why",)
    notice = part(maintenance.resolved_notice, "content") or part(maintenance.resolved_notice, "label")
    return CMLHealthReading(
        worker_id=worker_id,
        healthy=healthy,
        problems=problems,
        licence=_licence(health, licensing),
        maintenance=flag(maintenance.maintenance_mode),
        maintenance_notice=text(notice, MOST_NOTICE_CHARACTERS),
        taken_at=taken_at,
    )


def _problems(health: SystemHealth) -> Iterator[str]:
    yield from _found(health.controller, CONTROLLER_PROBLEMS, "controller")
    for compute in objects(health.computes):
        yield from _found(compute, COMPUTE_PROBLEMS, word(compute.get("hostname")) or "a compute host")


def _found(checked: object, problems: dict[str, str], whose: str) -> Iterator[str]:
    yield from (f"{whose}: {words}" for name, words in problems.items() if part(checked, name) is False)


def _licence(health: SystemHealth, licensing: Licensing) -> CMLLicence:
    registration = word(part(licensing.registration, "status"))
    authorization = word(part(licensing.authorization, "status"))
    licensed = flag(health.is_licensed)
    if licensed is None and registration is not None:
        licensed = registration == REGISTERED and authorization in AUTHORIZED
    return CMLLicence(
        licensed=licensed,
        registration=registration,
        authorization=authorization,
        expires_at=moment(part(licensing.authorization, "expires")),
        reason=_reason(registration, authorization) if licensed is False else "",
    )


def _reason(registration: str | None, authorization: str | None) -> str:
    if registration not in {None, REGISTERED}:
        return f"it is not registered ({registration})"
    if authorization not in {None, *AUTHORIZED}:
        return f"it is not authorized ({authorization})"
    return "CML says that it has no licence"
