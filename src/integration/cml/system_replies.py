"""Reads `system_information` and `system_stats`, as CML 2.4 to 2.10 write them."""

from datetime import datetime
from typing import Any, TypeVar

import msgspec

from domain.cml.cml_system_reading import CMLSystemReading
from integration.cml.reply_fields import count, flag, number, objects, part, word

Number = TypeVar("Number", int, float)

ALL_PERCENT = 100.0


class SystemInformation(msgspec.Struct):
    """`GET /system_information`, which is answered to anybody."""

    version: Any = None
    ready: Any = None


class SystemStats(msgspec.Struct):
    """`GET /system_stats`. `all` sums up the compute hosts, each of which counts its nodes in `dominfo`."""

    all: Any = None
    computes: Any = None
    controller: Any = None


def system_reading(
    worker_id: str, information: SystemInformation, stats: SystemStats, taken_at: datetime
) -> CMLSystemReading:
    """Put both together. Nodes were called VMs before CML 2.5 (`running_vms`)."""
    memory = part(stats.all, "memory")
    disk = part(stats.all, "disk") or part(stats.controller, "disk")
    cpu = part(stats.all, "cpu")
    counted = [part(part(compute, "stats"), "dominfo") for compute in objects(stats.computes)]
    return CMLSystemReading(
        worker_id=worker_id,
        version=word(information.version),
        ready=flag(information.ready),
        cpu_count=count(part(cpu, "count")),
        cpu_percent=_percent(number(part(cpu, "percent")), ALL_PERCENT),
        memory_total_bytes=number(part(memory, "total")),
        memory_used_percent=_used_percent(memory),
        disk_total_bytes=number(part(disk, "total")),
        disk_used_percent=_used_percent(disk),
        running_nodes=_total([_either(each, "running_nodes", "running_vms") for each in counted]),
        total_nodes=_total([_either(each, "total_nodes", "total_vms") for each in counted]),
        taken_at=taken_at,
    )


def _used_percent(stored: object) -> float | None:
    return _percent(number(part(stored, "used")), number(part(stored, "total")))


def _percent(used: float | None, total: float | None) -> float | None:
    if used is None or not total:
        return None
    return min(round(used / total * ALL_PERCENT, 2), ALL_PERCENT)


def _either(counted: object, name: str, older_name: str) -> int | None:
    found = count(part(counted, name))
    return count(part(counted, older_name)) if found is None else found


def _total(numbers: list[int | None]) -> int | None:
    known = [each for each in numbers if each is not None]
    return sum(known) if known else None
