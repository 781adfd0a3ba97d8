"""The host in CML's JSON: statistics and health."""

from datetime import datetime
from typing import Any, Final

from simulator.fleet.catalogue import memory_gib, virtual_cpus
from simulator.fleet.controller.controller import Controller
from simulator.fleet.instance import Instance
from simulator.fleet.instance_load import cpu_percent_of

MIB: Final = 1024**2
GIB: Final = 1024**3
DISK_BYTES: Final = 64 * GIB
SYSTEM_DISK_BYTES: Final = 19 * GIB
DISK_BYTES_OF_NODE: Final = 180 * MIB
SYSTEM_MEMORY_BYTES: Final = 3 * GIB
TOUCHED_PERCENT: Final = 40
"""How much of the memory a node was given it really uses; the host hands out the rest when it is touched."""
CPU_MODEL: Final = "Intel(R) Xeon(R) Platinum 8275CL CPU @ 3.00GHz"


def stats_shape(instance: Instance, controller: Controller, now: datetime) -> dict[str, Any]:
    """Show processors, memory, disk and nodes (SystemStats); bytes, percent."""
    percent = round(cpu_percent_of(instance, int(now.timestamp())), 2)
    count = virtual_cpus(instance.instance_type)
    memory, disk = memory_shape(instance, controller, now), disk_shape(controller)
    cpu = {"count": count, "percent": percent}
    load = [round(count * percent / 100, 2)] * 3
    host = {
        "cpu": {**cpu, "model": CPU_MODEL, "predicted": count, "load": load},
        "memory": memory,
        "disk": disk,
        "dominfo": dominfo_shape(controller, now),
    }
    computes = {controller.compute_id: {"hostname": hostname_of(instance), "is_controller": True, "stats": host}}
    return {
        "computes": computes,
        "all": {"cpu": cpu, "memory": memory, "disk": disk},
        "controller": {"disk": disk},
    }


def memory_shape(instance: Instance, controller: Controller, now: datetime) -> dict[str, int]:
    """Show the memory: the system's own, and that of the nodes that run."""
    total = memory_gib(instance.instance_type) * GIB
    given = sum(node.ram_mib for node in controller.nodes() if node.state_at(now).is_active) * MIB
    used = min(SYSTEM_MEMORY_BYTES + given * TOUCHED_PERCENT // 100, total)
    return {"used": used, "free": total - used, "total": total}


def disk_shape(controller: Controller) -> dict[str, int]:
    """Show the disk: the system's own files, and those of the nodes."""
    nodes = sum(len(lab.nodes) for lab in controller.labs.values())
    used = min(SYSTEM_DISK_BYTES + nodes * DISK_BYTES_OF_NODE, DISK_BYTES)
    return {"used": used, "free": DISK_BYTES - used, "total": DISK_BYTES}


def dominfo_shape(controller: Controller, now: datetime) -> dict[str, int]:
    """Count nodes (DomInfo)."""
    nodes = list(controller.nodes())
    active = [node for node in nodes if node.state_at(now).is_active]
    return {
        "total_nodes": len(nodes),
        "total_orphans": 0,
        "running_nodes": len(active),
        "running_orphans": 0,
        "allocated_cpus": sum(node.cpus for node in active),
        "allocated_memory": sum(node.ram_mib for node in active) * MIB,
    }


def health_shape(instance: Instance, controller: Controller) -> dict[str, Any]:
    """Show what works (SystemHealth)."""
    is_licensed = controller.licence.is_registered
    checks = (
        "kvm_vmx_enabled",
        "enough_cpus",
        "lld_connected",
        "lld_synced",
        "libvirt",
        "fabric",
        "device_mux",
        "refplat_images_available",
        "docker_shim",
        "valid",
    )
    compute = {
        **dict.fromkeys(checks, True),
        "admission_state": "READY",
        "is_controller": True,
        "hostname": hostname_of(instance),
    }
    return {
        "valid": is_licensed,
        "computes": {controller.compute_id: compute},
        "is_licensed": is_licensed,
        "is_enterprise": "Enterprise" in controller.licence.product,
        "controller": {"core_connected": True, "nodes_loaded": True, "images_loaded": True, "valid": True},
    }


def hostname_of(instance: Instance) -> str:
    """Tell the host's own name."""
    return f"cml-controller-{instance.serial}"
