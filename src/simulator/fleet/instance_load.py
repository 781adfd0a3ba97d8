"""The load that an instance carries with its labs: what CloudWatch and CML both measure."""

from collections.abc import Callable
from functools import partial
from typing import Final

from simulator.fleet.catalogue import virtual_cpus
from simulator.fleet.instance import Instance
from simulator.fleet.load import GAUGES, cpu_percent

IDLE_PERCENT: Final = 0.5


def cpu_percent_of(instance: Instance, second: int) -> float:
    """Tell the CPU in use, 0 to 100, with what its labs use more, or less, than they did to begin with."""
    percent = cpu_percent(instance.load_seed, second)
    added_cores = instance.controller.load.added_cores(second) if instance.controller else 0.0
    if not added_cores:
        return percent
    added_percent = 100 * added_cores / virtual_cpus(instance.instance_type)
    return round(min(max(percent + added_percent, IDLE_PERCENT), 100.0), 4)


def gauge_of(instance: Instance, metric_name: str) -> Callable[[int], float] | None:
    """Give what measures it, second by second; None for a metric that is not measured here."""
    if metric_name == "CPUUtilization":
        return partial(cpu_percent_of, instance)
    gauge = GAUGES.get(metric_name)
    return None if gauge is None else partial(gauge, instance.load_seed)
