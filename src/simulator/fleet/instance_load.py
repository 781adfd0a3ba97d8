"""The load that an instance carries with its labs: what CloudWatch and CML both measure."""

from collections.abc import Callable
from functools import partial
from typing import Final

from simulator.fleet.catalogue import virtual_cpus
from simulator.fleet.instance import Instance
from simulator.fleet.load import GAUGES, cpu_percent

IDLE_SHARE: Final = 0.15
"""What is left of the curve when no lab runs."""


def cpu_percent_of(instance: Instance, second: int) -> float:
    """Tell the CPU in use, 0 to 100.

    The instance's own curve holds what its labs used to begin with: when they use less, it sinks in proportion; what
    they use more comes on top.
    """
    percent = cpu_percent(instance.load_seed, second)
    if instance.controller is None:
        return percent
    cores, founded = instance.controller.load.cores_at(second), instance.controller.load.founded_cores
    if cores >= founded:
        return round(min(percent + 100 * (cores - founded) / virtual_cpus(instance.instance_type), 100.0), 4)
    return round(percent * (IDLE_SHARE + (1 - IDLE_SHARE) * cores / founded), 4)


def gauge_of(instance: Instance, metric_name: str) -> Callable[[int], float] | None:
    """Give what measures it, second by second; None for a metric that is not measured here."""
    if metric_name == "CPUUtilization":
        return partial(cpu_percent_of, instance)
    gauge = GAUGES.get(metric_name)
    return None if gauge is None else partial(gauge, instance.load_seed)
