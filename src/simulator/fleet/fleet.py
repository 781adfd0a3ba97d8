"""The fleet: every instance of the simulated account and what can be done to them."""

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from simulator.fleet.catalogue import Image, images_of
from simulator.fleet.client_tokens import ClientTokens
from simulator.fleet.clock import Clock, utc_now
from simulator.fleet.consistency import Consistency
from simulator.fleet.controller.controller import Controller
from simulator.fleet.instance import Instance, StateChange
from simulator.fleet.launch_order import LaunchOrder
from simulator.fleet.plan import FleetPlan

Watcher = Callable[[Sequence[Instance]], None]
"""Is told at once which instances were launched, started, stopped, rebooted or ended."""


class Fleet:
    """All instances, by id and by region, in the order of their serial numbers."""

    def __init__(self, plan: FleetPlan, clock: Clock = utc_now) -> None:
        self.plan = plan
        self.clock = clock
        self.consistency = Consistency()
        self.client_tokens = ClientTokens()
        self.watchers: list[Watcher] = []
        self._by_id: dict[str, Instance] = {}
        self._by_region: dict[str, list[Instance]] = {region: [] for region in plan.regions}
        self._ending: deque[Instance] = deque()
        """Those on their way out, in the order in which they will be gone."""
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
        return instances[bisect_right(instances, after_serial, key=_serial) :]

    def images(self, region: str) -> tuple[Image, ...]:
        """List a region's machine images; none where the account has never been."""
        return images_of(region, self.plan.seed) if region in self._by_region else ()

    def launch(self, order: LaunchOrder) -> list[Instance]:
        """Launch instances that are alike."""
        now, first = self.clock(), self._last_serial + 1
        launched = [self.plan.launched(first + index, order, index, now) for index in range(order.count)]
        for instance in launched:
            self._take_in(instance)
        self._tell(launched)
        return launched

    def start(self, instances: Sequence[Instance]) -> list[StateChange]:
        """Start all of the instances, or none. Raises IllegalTransitionError."""
        now = self.clock()
        for instance in instances:
            instance.require_startable(now)
        return self._told(instances, [instance.start(now) for instance in instances])

    def stop(self, instances: Sequence[Instance]) -> list[StateChange]:
        """Stop all of the instances, or none. Raises IllegalTransitionError."""
        now = self.clock()
        for instance in instances:
            instance.require_stoppable(now)
        return self._told(instances, [instance.stop(now) for instance in instances])

    def reboot(self, instances: Sequence[Instance]) -> None:
        """Reboot all of the instances, or none. Raises IllegalTransitionError."""
        now = self.clock()
        for instance in instances:
            instance.require_running(now)
        for instance in instances:
            instance.reboot(now)
        self._tell(instances)

    def terminate(self, instances: Sequence[Instance]) -> list[StateChange]:
        """End instances for good; they stay visible for about an hour."""
        now = self.clock()
        self._ending.extend(each for each in instances if not each.state_at(now).is_ended)
        return self._told(instances, [instance.terminate(now) for instance in instances])

    def tag(self, instance: Instance, tags: Mapping[str, str | None]) -> None:
        """Set tags, and remove those that are None."""
        merged = {**instance.tags, **tags}
        instance.set_tags({key: value for key, value in merged.items() if value is not None}, self.clock())

    def controller_of(self, instance: Instance) -> Controller:
        """Give the controller that an instance carries; it is made when somebody first looks."""
        if instance.controller is None:
            instance.controller = self.plan.controller_for(instance, self.clock())
        return instance.controller

    def seen_at(self) -> datetime:
        """Tell of which time those who describe see states and tags."""
        return self.clock() - timedelta(seconds=self.consistency.changes_seconds)

    def is_known(self, instance: Instance) -> bool:
        """Tell whether EC2 has heard of the instance yet."""
        return self.clock() >= instance.created_at + timedelta(seconds=self.consistency.new_instances_seconds)

    def _told(self, instances: Sequence[Instance], changes: list[StateChange]) -> list[StateChange]:
        self._tell(instances)
        return changes

    def _tell(self, instances: Sequence[Instance]) -> None:
        for watcher in self.watchers:
            watcher(instances)

    def _take_in(self, instance: Instance) -> None:
        self._last_serial = instance.serial
        self._by_id[instance.instance_id] = instance
        self._by_region.setdefault(instance.region, []).append(instance)

    def _forget_gone(self, now: datetime) -> None:
        while self._ending and self._ending[0].is_gone_at(now):
            instance = self._ending.popleft()
            del self._by_id[instance.instance_id]
            neighbours = self._by_region[instance.region]
            del neighbours[bisect_left(neighbours, instance.serial, key=_serial)]


def _serial(instance: Instance) -> int:
    return instance.serial
