"""The fleet: every instance of the simulated account and what can be done to them."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime

from simulator.fleet.catalogue import Image, images_of
from simulator.fleet.clock import Clock, utc_now
from simulator.fleet.instance import Instance, StateChange
from simulator.fleet.plan import FleetPlan


class Fleet:
    """All instances, by id and by region, in the order of their serial numbers."""

    def __init__(self, plan: FleetPlan, clock: Clock = utc_now) -> None:
        self.plan = plan
        self.clock = clock
        self._by_id: dict[str, Instance] = {}
        self._by_region: dict[str, list[Instance]] = {region: [] for region in plan.regions}
        self._ending: list[Instance] = []
        self._last_serial = 0
        for serial in range(1, plan.workers + 1):
            self._take_in(plan.founded(serial))

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions that have, or had, instances."""
        return tuple(self._by_region)

    def all(self) -> list[Instance]:
        """List the whole fleet."""
        self._forget_gone(self.clock())
        return list(self._by_id.values())

    def find(self, instance_id: str) -> Instance | None:
        """Look an instance up in every region."""
        self._forget_gone(self.clock())
        return self._by_id.get(instance_id)

    def in_region(self, region: str, after_serial: int = 0) -> Sequence[Instance]:
        """List a region's instances that come after a serial number."""
        self._forget_gone(self.clock())
        instances = self._by_region.get(region, [])
        if not after_serial:
            return instances
        return instances[bisect_right(instances, after_serial, key=lambda instance: instance.serial) :]

    def images(self, region: str) -> tuple[Image, ...]:
        """List a region's machine images; none where the account has never been."""
        return images_of(region, self.plan.seed) if region in self._by_region else ()

    def add(self, region: str) -> Instance:
        """Launch one more instance."""
        instance = self.plan.added(self._last_serial + 1, region, self.clock())
        self._take_in(instance)
        return instance

    def start(self, instances: Sequence[Instance]) -> list[StateChange]:
        """Start all of the instances, or none. Raises IllegalTransitionError."""
        now = self.clock()
        for instance in instances:
            instance.require_startable(now)
        return [instance.start(now) for instance in instances]

    def stop(self, instances: Sequence[Instance]) -> list[StateChange]:
        """Stop all of the instances, or none. Raises IllegalTransitionError."""
        now = self.clock()
        for instance in instances:
            instance.require_stoppable(now)
        return [instance.stop(now) for instance in instances]

    def terminate(self, instance: Instance) -> None:
        """End an instance for good; it stays visible for about an hour."""
        if instance.terminate(self.clock()):
            self._ending.append(instance)

    def _take_in(self, instance: Instance) -> None:
        self._last_serial = instance.serial
        self._by_id[instance.instance_id] = instance
        self._by_region.setdefault(instance.region, []).append(instance)

    def _forget_gone(self, now: datetime) -> None:
        for instance in [each for each in self._ending if each.is_gone_at(now)]:
            self._ending.remove(instance)
            del self._by_id[instance.instance_id]
            self._by_region[instance.region].remove(instance)
